package org.jbroker.store.engine.command;

import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jbroker.data.Data;
import org.jbroker.data.DataType;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.channel.AckClone;
import org.jbroker.store.engine.channel.ChannelMessage;

/**
 * What masters and clones send each other: the payload of a command message.
 *
 * @param sequence the number in the sender's channel for an {@link Action}, the offset for an
 *     {@link AckClone}, 0 for other control messages; unsigned
 * @param sender the master, clone or proxy that sends it
 * @param receiver the one that it is for, or {@link EntityId#NIL} for all
 * @param content what it says
 */
public record StoreCommand(long sequence, EntityId sender, EntityId receiver, Content content) {

  /** Refuses null. */
  public StoreCommand {
    Objects.requireNonNull(sender, "sender");
    Objects.requireNonNull(receiver, "receiver");
    Objects.requireNonNull(content, "content");
  }

  /** What a command says. */
  public sealed interface Content {}

  /** An event of a channel: a change of the store, or an answer that comes in its order. */
  public sealed interface Action extends Content {}

  /**
   * A message of the channel itself: keepalive, cumulative_ack, nack, attach_writer,
   * retransmit_failed. An {@link AckClone} comes as {@link Joined}.
   */
  public record Control(ChannelMessage message) implements Content {}

  /** A master takes a clone in: where its channel begins, and the contents up to there. */
  public record Joined(AckClone handshake, Map<Data, Data> snapshot) implements Content {}

  /** Sets an entry; an expiry is relative, in nanoseconds. */
  public record Put(Data key, Data value, OptionalLong expiryNanos, EntityId publisher)
      implements Action {}

  /** Sets an entry unless it exists; answered by {@link PutUniqueResult}. */
  public record PutUnique(
      Data key,
      Data value,
      OptionalLong expiryNanos,
      EntityId who,
      long requestId,
      EntityId publisher)
      implements Action {}

  /** Answers {@link PutUnique}. */
  public record PutUniqueResult(boolean inserted, EntityId who, long requestId, EntityId publisher)
      implements Action {}

  /** Removes an entry. */
  public record Erase(Data key, EntityId publisher) implements Action {}

  /** The master's decision that an entry's time is over. */
  public record Expire(Data key, EntityId publisher) implements Action {}

  /** Adds to a value, as the C++ library defines it; the initial type is for a missing key. */
  public record Add(
      Data key, Data value, DataType initialType, OptionalLong expiryNanos, EntityId publisher)
      implements Action {}

  /** Subtracts from a value, as the C++ library defines it. */
  public record Subtract(Data key, Data value, OptionalLong expiryNanos, EntityId publisher)
      implements Action {}

  /** Removes all entries. */
  public record Clear(EntityId publisher) implements Action {}
}
