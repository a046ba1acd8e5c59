package org.jbroker.store.engine.command;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.data.DataType;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.channel.AckClone;
import org.jbroker.store.engine.channel.ChannelMessage;
import org.jbroker.store.engine.ops.Operation;

/**
 * What masters and clones send each other: the payload of a command message.
 *
 * @param sequence the number in the sender's channel for an {@link Action}, the offset for an
 *     {@link AckClone}, {@link #TAKES_PARTS} for a request to join that says so, else 0; unsigned
 * @param sender the master, clone or proxy that sends it
 * @param receiver the one that it is for, or {@link EntityId#NIL} for all
 * @param content what it says
 */
public record StoreCommand(long sequence, EntityId sender, EntityId receiver, Content content) {

  /**
   * The sequence number with which a Java clone asks to join: it takes the contents in {@link
   * Part}s and knows the other commands that the C++ Broker does not have. A C++ master does not
   * look at the number, and answers with a {@link Joined}.
   */
  public static final long TAKES_PARTS = 64;

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

  /**
   * A part of the contents that a Java master hands over to a clone, beside the events after the
   * offset.
   *
   * @param handshake where the clone's channel begins: the same in all parts
   * @param number 1 for the first, then ascending without a gap; 0 in an answer that says only that
   *     parts will come
   * @param last whether no part follows
   * @param end of the last part: the number of the last event that the contents may show an effect
   *     of; else 0
   * @param entries some entries, each in one part only unless an event after the offset changes it
   */
  public record Part(AckClone handshake, long number, boolean last, long end, Entries entries)
      implements Content {

    /** Says that parts will come. */
    public static final Part PROMISE = new Part(new AckClone(0, 0), 0, false, 0, Entries.NONE);
  }

  /**
   * Which parts a clone has.
   *
   * @param number all up to this one
   * @param ahead bit i, from the lowest: also the part {@code number} + 2 + i
   */
  public record PartsReceived(long number, long ahead) implements Content {}

  /**
   * A cumulative acknowledgement that says more: some of these operations of a writer were not
   * applied.
   *
   * @param acknowledged the number of the last operation that is acknowledged
   * @param refusals in the order of their numbers
   */
  public record Refusals(long acknowledged, List<Refusal> refusals) implements Content {

    /** Copies the list. */
    public Refusals {
      refusals = List.copyOf(refusals);
    }
  }

  /**
   * Why an operation was not applied.
   *
   * @param sequence its number in the writer's channel
   * @param code {@link ErrorCode#TYPE_CLASH} or {@link ErrorCode#INVALID_DATA}
   * @param message what does not fit, for a person
   */
  public record Refusal(long sequence, ErrorCode code, String message) {}

  /** A writer has heard of the refusals up to this number. */
  public record RefusalsReceived(long sequence) implements Content {}

  /** A reader or writer ends; nothing comes from it any more. */
  public record Leave() implements Content {}

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

  /**
   * Changes a value as the manual defines it, which {@link Add} and {@link Subtract} cannot say in
   * all cases. From Java clones to Java masters.
   *
   * @param operands as many as the operation takes
   */
  public record Update(
      Operation operation,
      Data key,
      List<Data> operands,
      OptionalLong expiryNanos,
      EntityId publisher)
      implements Action {

    /** Copies the list, and counts. */
    public Update {
      operands = List.copyOf(operands);
      if (operands.size() != operation.operands()) {
        throw new IllegalArgumentException(operation + " does not take " + operands);
      }
    }
  }

  /** Removes all entries. */
  public record Clear(EntityId publisher) implements Action {}
}
