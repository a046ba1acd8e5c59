package org.jbroker.zeek;

import java.util.Optional;
import org.jbroker.data.Count;
import org.jbroker.data.Data;
import org.jbroker.data.DataConvertible;
import org.jbroker.data.Vector;

/**
 * A message of Zeek: an immutable view of the data that travels.
 *
 * <pre>
 *   (1, kind, content)                                     counts, then a vector
 *
 *   1  event              (name, (args...))  or  (name, (args...), ((id, value)...))
 *   2  log create         (stream enum, writer enum, writer info, fields data)
 *   3  log write          (stream enum, writer enum, path, serial data)
 *   4  identifier update  (name, value)
 *   5  batch              (message...)
 * </pre>
 *
 * <p>More elements than these are accepted and kept, as the C++ Broker does. Two messages are equal
 * if their data is.
 */
public abstract sealed class ZeekMessage implements DataConvertible
    permits ZeekEvent, LogCreate, LogWrite, IdentifierUpdate, Batch {

  /** The only version of the layout: the first element of every message. */
  public static final int PROTOCOL_VERSION = 1;

  private static final int VERSION_INDEX = 0;
  private static final int KIND_INDEX = 1;
  private static final int CONTENT_INDEX = 2;
  private static final int FIELDS = 3;

  /** What a message is, with the numbers of the wire. */
  public enum Kind {
    /** {@link ZeekEvent}. */
    EVENT(1),
    /** {@link org.jbroker.zeek.LogCreate}. */
    LOG_CREATE(2),
    /** {@link org.jbroker.zeek.LogWrite}. */
    LOG_WRITE(3),
    /** {@link org.jbroker.zeek.IdentifierUpdate}. */
    IDENTIFIER_UPDATE(4),
    /** {@link org.jbroker.zeek.Batch}. */
    BATCH(5);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    /** The number on the wire. */
    public int number() {
      return number;
    }
  }

  private final Vector data;

  /** A message that travels as {@code data}, which was checked to be of the right layout. */
  ZeekMessage(Vector data) {
    this.data = data;
  }

  static Vector wrap(Kind kind, Vector content) {
    return Vector.of(Count.of(PROTOCOL_VERSION), Count.of(kind.number()), content);
  }

  /** What kind of message this is. */
  public abstract Kind kind();

  /** The message as it travels. */
  @Override
  public final Vector toData() {
    return data;
  }

  /** The third element: the fields of the kind. */
  final Vector content() {
    return (Vector) data.get(CONTENT_INDEX);
  }

  /**
   * Reads a message of any kind.
   *
   * @throws IllegalArgumentException if the data is no message of Zeek; the text says what is wrong
   */
  public static ZeekMessage from(Data data) {
    Vector outer = outer(data);
    Count kind = (Count) outer.get(KIND_INDEX);
    if (kind.bits() == Kind.EVENT.number) {
      return new ZeekEvent(outer);
    }
    if (kind.bits() == Kind.LOG_CREATE.number) {
      return new LogCreate(outer);
    }
    if (kind.bits() == Kind.LOG_WRITE.number) {
      return new LogWrite(outer);
    }
    if (kind.bits() == Kind.IDENTIFIER_UPDATE.number) {
      return new IdentifierUpdate(outer);
    }
    if (kind.bits() == Kind.BATCH.number) {
      return new Batch(outer);
    }
    throw new IllegalArgumentException("Zeek has no message of kind " + kind);
  }

  /**
   * Whether data has the outer form of a message, of which kind it may be; says nothing about its
   * content. For those who see other traffic too and would not have an exception for it.
   */
  public static Optional<Kind> kindOf(Data data) {
    if (problemOfOuter(data) == null) {
      long number = ((Count) ((Vector) data).get(KIND_INDEX)).bits();
      for (Kind kind : Kind.values()) {
        if (kind.number == number) {
          return Optional.of(kind);
        }
      }
    }
    return Optional.empty();
  }

  /** The data as the outer vector of a message of {@code kind}. */
  static Vector outer(Data data, Kind kind) {
    Vector outer = outer(data);
    if (((Count) outer.get(KIND_INDEX)).bits() != kind.number) {
      throw new IllegalArgumentException(
          "not a Zeek message of kind " + kind + " but " + outer.get(KIND_INDEX));
    }
    return outer;
  }

  private static Vector outer(Data data) {
    String problem = problemOfOuter(data);
    if (problem != null) {
      throw new IllegalArgumentException("not a Zeek message: " + problem);
    }
    return (Vector) data;
  }

  private static String problemOfOuter(Data data) {
    if (!(data instanceof Vector outer)) {
      return "a " + data.type() + " instead of a vector";
    }
    if (outer.size() < FIELDS) {
      return outer.size() + " elements instead of " + FIELDS;
    }
    if (!(outer.get(VERSION_INDEX) instanceof Count version)) {
      return "a version of type " + outer.get(VERSION_INDEX).type();
    }
    if (version.bits() != PROTOCOL_VERSION) {
      return "version " + version;
    }
    if (!(outer.get(KIND_INDEX) instanceof Count)) {
      return "a kind of type " + outer.get(KIND_INDEX).type();
    }
    if (!(outer.get(CONTENT_INDEX) instanceof Vector)) {
      return "a content of type " + outer.get(CONTENT_INDEX).type();
    }
    return null;
  }

  /** Field {@code index} of the content, which must be there and of type {@code type}. */
  final <T extends Data> T field(int index, String name, Class<T> type) {
    Vector content = content();
    if (index >= content.size()) {
      throw new IllegalArgumentException("a " + kind() + " of Zeek without a " + name);
    }
    Data field = content.get(index);
    if (!type.isInstance(field)) {
      throw new IllegalArgumentException(
          "the " + name + " of a " + kind() + " of Zeek is of type " + field.type());
    }
    return type.cast(field);
  }

  @Override
  public final boolean equals(Object o) {
    return this == o || o instanceof ZeekMessage m && data.equals(m.data);
  }

  @Override
  public final int hashCode() {
    return data.hashCode();
  }

  /** The text form of the data. */
  @Override
  public final String toString() {
    return data.toString();
  }
}
