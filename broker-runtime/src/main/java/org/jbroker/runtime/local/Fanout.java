package org.jbroker.runtime.local;

import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.routing.LocalRouting;
import org.jbroker.runtime.routing.Sink;

/**
 * Sends messages of one topic to all matching sinks or to none: it reserves a place in each that
 * throttles before it hands the message to any. Stateless; order is the caller's business.
 */
final class Fanout {

  private final LocalRouting routing;
  private final Topic topic;

  Fanout(LocalContext context, Topic topic) {
    this.routing = context.routing();
    this.topic = topic;
  }

  Topic topic() {
    return topic;
  }

  /** Sends, or returns the sink that has no room. Without a matching sink the message is gone. */
  Sink send(Data data) {
    Sink[] sinks = routing.sinks(topic);
    return sinks.length == 1 ? sendTo(sinks[0], data) : sendToAll(sinks, data);
  }

  /**
   * Asks and hands over in one step. If there is no room, the message gets another number when it
   * is tried again: receivers know gaps from all that they are not subscribed to, while a number
   * that grew old in waiting would pass for a repeat.
   */
  private Sink sendTo(Sink only, Data data) {
    Envelope envelope = routing.envelope(topic, data);
    if (!only.offerIfRoom(envelope)) {
      return only;
    }
    routing.published(envelope);
    return null;
  }

  private Sink sendToAll(Sink[] sinks, Data data) {
    for (int i = 0; i < sinks.length; i++) {
      if (!sinks[i].reserve(topic)) {
        release(sinks, 0, i);
        return sinks[i];
      }
    }
    int offered = 0;
    try {
      Envelope envelope = routing.envelope(topic, data);
      routing.published(envelope);
      while (offered < sinks.length) {
        Sink sink = sinks[offered++];
        sink.offerReserved(envelope);
      }
    } finally {
      release(sinks, offered, sinks.length);
    }
    return null;
  }

  /** Runs an action as soon as a sink that had no room may have some. */
  void whenRoom(Sink full, Runnable action) {
    full.whenRoom(topic, action);
  }

  /** The free places of the fullest sink; {@link Integer#MAX_VALUE} if none throttles. */
  int room() {
    int room = Integer.MAX_VALUE;
    for (Sink sink : routing.sinks(topic)) {
      room = Math.min(room, sink.room(topic));
    }
    return room;
  }

  private void release(Sink[] sinks, int from, int to) {
    for (int i = from; i < to; i++) {
      sinks[i].release(topic);
    }
  }
}
