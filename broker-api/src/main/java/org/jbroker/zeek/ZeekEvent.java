package org.jbroker.zeek;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jbroker.data.Count;
import org.jbroker.data.Data;
import org.jbroker.data.Str;
import org.jbroker.data.Timestamp;
import org.jbroker.data.Vector;

/**
 * An event of Zeek: a name, arguments, and metadata.
 *
 * <p>Metadata is a list of numbered values; id 1 is the network time-stamp, ids from 200 on are
 * free for users (the C++ Broker's {@code zeek.hh}). It may be absent or empty, which mean the
 * same.
 */
public final class ZeekEvent extends ZeekMessage {

  /** The id of the network time-stamp: when the traffic happened that the event tells of. */
  public static final long NETWORK_TIMESTAMP = 1;

  /** The first metadata id that Zeek leaves to its users. */
  public static final long USER_METADATA_START = 200;

  private static final int NAME_INDEX = 0;
  private static final int ARGS_INDEX = 1;
  private static final int METADATA_INDEX = 2;

  /** Its text is decoded when somebody asks for it. */
  private final Str name;

  private final Vector args;
  private final Vector metadata;

  /**
   * An event without metadata.
   *
   * @param name as in Zeek, with its module unless that is GLOBAL: {@code "Pong::reply"}
   * @param args each converted by {@link Data#of}; a vector or list is one argument, see {@link
   *     #withArgs}
   * @throws IllegalArgumentException if an argument does not convert
   */
  public ZeekEvent(String name, Object... args) {
    this(event(Str.of(name), Data.vector(args), null));
  }

  /** From data whose outer form was checked. */
  ZeekEvent(Vector data) {
    super(data);
    name = field(NAME_INDEX, "name", Str.class);
    args = field(ARGS_INDEX, "list of arguments", Vector.class);
    if (content().size() > METADATA_INDEX) {
      metadata = field(METADATA_INDEX, "metadata", Vector.class);
      metadata.forEach(ZeekEvent::check);
    } else {
      metadata = Vector.empty();
    }
  }

  private static void check(Data entry) {
    if (!(entry instanceof Vector pair) || pair.size() != 2 || !(pair.get(0) instanceof Count id)) {
      throw new IllegalArgumentException("metadata of an event that is no (id, value): " + entry);
    }
    if (id.bits() == NETWORK_TIMESTAMP && !(pair.get(1) instanceof Timestamp)) {
      throw new IllegalArgumentException("a network time-stamp of type " + pair.get(1).type());
    }
  }

  private static Vector event(Str name, Vector args, Vector metadata) {
    return wrap(
        Kind.EVENT, metadata == null ? Vector.of(name, args) : Vector.of(name, args, metadata));
  }

  /** An event whose arguments are the elements of {@code args}. */
  public static ZeekEvent withArgs(String name, Vector args) {
    return new ZeekEvent(event(Str.of(name), Objects.requireNonNull(args), null));
  }

  /**
   * An event whose arguments are the components of a record, in order.
   *
   * @throws IllegalArgumentException if a component does not convert, see {@link Data#of}
   */
  public static ZeekEvent withArgs(String name, Record args) {
    return withArgs(name, Data.of(args).get(Vector.class));
  }

  /**
   * Reads an event, with or without metadata.
   *
   * @throws IllegalArgumentException if the data is no event of Zeek; the text says what is wrong
   */
  public static ZeekEvent from(Data data) {
    return new ZeekEvent(outer(data, Kind.EVENT));
  }

  /** This event with another network time-stamp; other metadata is kept. */
  public ZeekEvent withNetworkTimestamp(Instant time) {
    return withMetadata(NETWORK_TIMESTAMP, time);
  }

  /**
   * This event with a metadata value, instead of what it had under that id.
   *
   * @throws IllegalArgumentException if the value does not convert, see {@link Data#of}
   */
  public ZeekEvent withMetadata(long id, Object value) {
    Vector.Builder entries = Vector.builder(metadata.size() + 1);
    for (Data entry : metadata) {
      if (idOf(entry) != id) {
        entries.add(entry);
      }
    }
    entries.add(Vector.of(Count.of(id), Data.of(value)));
    return new ZeekEvent(event((Str) content().get(NAME_INDEX), args, entries.build()));
  }

  private static long idOf(Data entry) {
    return ((Count) ((Vector) entry).get(0)).bits();
  }

  @Override
  public Kind kind() {
    return Kind.EVENT;
  }

  /** The name, with its module unless that is GLOBAL. */
  public String name() {
    return name.text();
  }

  /** The arguments. */
  public Vector args() {
    return args;
  }

  /**
   * The arguments as a record: one component each, in order, converted as {@link Data#as} does.
   *
   * @throws org.jbroker.data.TypeClashException if number or types of the arguments do not fit
   */
  public <T extends Record> T argsAs(Class<T> type) {
    return args.as(type);
  }

  /** The metadata: vectors of an id (a count) and a value; empty if there is none. */
  public Vector metadata() {
    return metadata;
  }

  /** The first metadata value under {@code id}. */
  public Optional<Data> metadata(long id) {
    for (Data entry : metadata) {
      if (idOf(entry) == id) {
        return Optional.of(((Vector) entry).get(1));
      }
    }
    return Optional.empty();
  }

  /** When the traffic happened that the event tells of, if it says so. */
  public Optional<Instant> networkTimestamp() {
    return metadata(NETWORK_TIMESTAMP).map(value -> ((Timestamp) value).toInstant());
  }
}
