package org.jbroker;

import java.util.Locale;

/**
 * What went wrong: the codes of the C++ Broker under their numbers, which also travel in the
 * handshake's drop_conn frame.
 */
public enum ErrorCode {
  /** Not an error. */
  NONE(0),
  /** An error without a code of its own. */
  UNSPECIFIED(1),
  /** The two sides have no protocol version, or no kind of TLS, in common. */
  PEER_INCOMPATIBLE(2),
  /** The named peer does not exist. */
  PEER_INVALID(3),
  /** Nobody listens at the address, or it cannot be reached. */
  PEER_UNAVAILABLE(4),
  /** The remote side closed the connection during the handshake. */
  PEER_DISCONNECT_DURING_HANDSHAKE(5),
  /** The handshake did not end in time. */
  PEER_TIMEOUT(6),
  /** A master of that name exists already. */
  MASTER_EXISTS(7),
  /** No master of that name was found; reported by a clone, which goes on looking. */
  NO_SUCH_MASTER(8),
  /** The store has no such key. */
  NO_SUCH_KEY(9),
  /** A store operation was not answered in time. */
  REQUEST_TIMEOUT(10),
  /** The operation expected another type. */
  TYPE_CLASH(11),
  /** The value cannot be used for this operation. */
  INVALID_DATA(12),
  /** The storage backend failed. */
  BACKEND_FAILURE(13),
  /** The clone has not synchronized yet, or has been cut off for too long. */
  STALE_DATA(14),
  /** A file cannot be opened. */
  CANNOT_OPEN_FILE(15),
  /** A file cannot be written. */
  CANNOT_WRITE_FILE(16),
  /** A topic has an unknown key. */
  INVALID_TOPIC_KEY(17),
  /** The end of an input file was reached. */
  END_OF_FILE(18),
  /** A type tag is unknown. */
  INVALID_TAG(19),
  /** A message has a shape that its context forbids. */
  INVALID_MESSAGE(20),
  /** A status cannot be read. */
  INVALID_STATUS(21),
  /** A value cannot be converted. */
  CONVERSION_FAILED(22),
  /** A consumer was added twice. */
  CONSUMER_EXISTS(23),
  /** A connection was silent for too long. */
  CONNECTION_TIMEOUT(24),
  /** An operation was called in a state that does not allow it. */
  BAD_MEMBER_FUNCTION_CALL(25),
  /** A request id was used twice. */
  REPEATED_REQUEST_ID(26),
  /** A clone lost its place in the stream of its master. */
  BROKEN_CLONE(27),
  /** The endpoint is closing. */
  SHUTTING_DOWN(28),
  /** A peering request makes no sense, such as one to oneself. */
  INVALID_PEERING_REQUEST(29),
  /** A handshake was begun twice on one connection. */
  REPEATED_PEERING_HANDSHAKE_REQUEST(30),
  /** A handshake message came out of turn. */
  UNEXPECTED_HANDSHAKE_MESSAGE(31),
  /** The handshake reached a state that must not be. */
  INVALID_HANDSHAKE_STATE(32),
  /** No path leads to the destination of a message. */
  NO_PATH_TO_PEER(33),
  /** Connections cannot be made. */
  NO_CONNECTOR_AVAILABLE(34),
  /** An address cannot be listened on. */
  CANNOT_OPEN_RESOURCE(35),
  /** A value cannot be encoded. */
  SERIALIZATION_FAILED(36),
  /** Bytes from the network cannot be decoded. */
  DESERIALIZATION_FAILED(37),
  /** The remote side does not speak Broker's protocol, or not with TLS as this side does. */
  WRONG_MAGIC_NUMBER(38),
  /** The two endpoints are connected already. */
  REDUNDANT_CONNECTION(39),
  /** The other side broke the protocol's logic. */
  LOGIC_ERROR(40),
  /** A text is not the JSON that was expected. */
  INVALID_JSON(41);

  private static final ErrorCode[] BY_NUMBER = values();

  private final int number;

  ErrorCode(int number) {
    this.number = number;
  }

  /** The number on the wire, 0 to 255. */
  public int number() {
    return number;
  }

  /** The code with that number; {@link #UNSPECIFIED} for a number that no version defined. */
  public static ErrorCode of(int number) {
    return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : UNSPECIFIED;
  }

  /** The manual's spelling, such as {@code peer_unavailable}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
