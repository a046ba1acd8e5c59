package org.jbroker.zeek;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jbroker.data.Data;
import org.jbroker.data.Vector;

/** Several messages in one, batches among them; as deep as data may nest. */
public final class Batch extends ZeekMessage {

  private final List<ZeekMessage> messages;

  /**
   * A batch of {@code messages}.
   *
   * @throws IllegalArgumentException if it would be nested deeper than {@link Data#MAX_DEPTH}
   */
  public Batch(Collection<? extends ZeekMessage> messages) {
    super(wrap(Kind.BATCH, content(messages)));
    this.messages = List.copyOf(messages);
  }

  /** From data whose outer form was checked. */
  Batch(Vector data) {
    super(data);
    List<ZeekMessage> read = new ArrayList<>(content().size());
    for (Data message : content()) {
      read.add(ZeekMessage.from(message));
    }
    messages = List.copyOf(read);
  }

  private static Vector content(Collection<? extends ZeekMessage> messages) {
    Vector.Builder content = Vector.builder(messages.size());
    for (ZeekMessage message : messages) {
      content.add(message.toData());
    }
    return content.build();
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if the data is none, or one of its messages is malformed
   */
  public static Batch from(Data data) {
    return new Batch(outer(data, Kind.BATCH));
  }

  @Override
  public Kind kind() {
    return Kind.BATCH;
  }

  /** The messages in order, unmodifiable. */
  public List<ZeekMessage> messages() {
    return messages;
  }
}
