package org.jbroker.store.engine.channel;

import java.util.ArrayList;
import java.util.List;

/** Writes down what a producer wants done; "*" is the receiver of a broadcast. */
final class RecordingProducerOutput<P> implements ProducerOutput<String, P> {

  /** A message and its receiver. */
  record Sent(String receiver, ChannelMessage message) {}

  final List<Sent> sent = new ArrayList<>();
  final List<String> completed = new ArrayList<>();
  final List<String> dropped = new ArrayList<>();
  final List<ProtocolError> errors = new ArrayList<>();
  Runnable onDropped = () -> {};

  static Sent toAll(ChannelMessage message) {
    return new Sent("*", message);
  }

  static Sent to(String receiver, ChannelMessage message) {
    return new Sent(receiver, message);
  }

  /** What was sent since the last call. */
  List<Sent> take() {
    List<Sent> taken = List.copyOf(sent);
    sent.clear();
    return taken;
  }

  @Override
  public void broadcast(Event<P> event) {
    sent.add(toAll(event));
  }

  @Override
  public void broadcast(Keepalive keepalive) {
    sent.add(toAll(keepalive));
  }

  @Override
  public void send(String consumer, Handshake handshake) {
    sent.add(to(consumer, handshake));
  }

  @Override
  public void send(String consumer, Event<P> event) {
    sent.add(to(consumer, event));
  }

  @Override
  public void send(String consumer, Keepalive keepalive) {
    sent.add(to(consumer, keepalive));
  }

  @Override
  public void send(String consumer, RetransmitFailed failed) {
    sent.add(to(consumer, failed));
  }

  @Override
  public void handshakeCompleted(String consumer) {
    completed.add(consumer);
  }

  @Override
  public void dropped(String consumer, DropReason reason) {
    dropped.add(consumer + " " + reason);
    onDropped.run();
  }

  @Override
  public void protocolError(String consumer, ProtocolError error) {
    errors.add(error);
  }
}
