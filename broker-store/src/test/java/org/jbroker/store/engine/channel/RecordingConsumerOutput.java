package org.jbroker.store.engine.channel;

import java.util.ArrayList;
import java.util.List;

/** Writes down what a consumer wants done. */
final class RecordingConsumerOutput<P> implements ConsumerOutput<P> {

  final List<ChannelMessage> sent = new ArrayList<>();

  /** In the order of the calls: "established OFFSET", "SEQUENCE PAYLOAD", "lost SEQUENCE". */
  final List<String> calls = new ArrayList<>();

  final List<CloseReason> closed = new ArrayList<>();
  final List<ProtocolError> errors = new ArrayList<>();
  AfterLoss afterLoss = AfterLoss.CLOSE;
  Runnable onConsume = () -> {};

  /** What was sent since the last call. */
  List<ChannelMessage> take() {
    List<ChannelMessage> taken = List.copyOf(sent);
    sent.clear();
    return taken;
  }

  @Override
  public void send(CumulativeAck ack) {
    sent.add(ack);
  }

  @Override
  public void send(Nack nack) {
    sent.add(nack);
  }

  @Override
  public void established(Handshake handshake) {
    calls.add("established " + Long.toUnsignedString(handshake.offset()));
  }

  @Override
  public void consume(long sequence, P payload) {
    calls.add(Long.toUnsignedString(sequence) + " " + payload);
    onConsume.run();
  }

  @Override
  public AfterLoss consumeLost(long sequence) {
    calls.add("lost " + Long.toUnsignedString(sequence));
    return afterLoss;
  }

  @Override
  public void closed(CloseReason reason) {
    closed.add(reason);
  }

  @Override
  public void protocolError(ProtocolError error) {
    errors.add(error);
  }
}
