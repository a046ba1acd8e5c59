package org.jbroker.store.engine.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A master whose contents are a counter, and which keeps snapshots as its producer tells it to. */
final class SimulatedMaster implements ProducerOutput<Integer, Long> {

  private record OpenHandshake(long offset, long snapshot) {}

  final Producer<Integer, Long> producer;
  final List<SimulatedClone> clones = new ArrayList<>();
  private final ChannelLimits limits;
  private final Map<Integer, OpenHandshake> openHandshakes = new HashMap<>();
  private final Map<DropReason, Integer> drops = new HashMap<>();
  private long contents;

  SimulatedMaster(ChannelTimes times, ChannelLimits limits) {
    this.limits = limits;
    this.producer = new Producer<>(Opening.BY_CONSUMER, times, limits, payload -> 8, this);
  }

  long contents() {
    return contents;
  }

  int drops(DropReason reason) {
    return drops.getOrDefault(reason, 0);
  }

  void write() {
    contents++;
    producer.produce(contents);
    assertThat(producer.unackedEntries()).isLessThanOrEqualTo(limits.unackedEntries());
  }

  boolean hasConverged() {
    return producer.idle() && clones.stream().allMatch(clone -> clone.holds(contents));
  }

  private void toAll(ChannelMessage message) {
    clones.forEach(clone -> clone.toClone(message, 0));
  }

  private void to(int handle, ChannelMessage message, long snapshot) {
    for (SimulatedClone clone : clones) {
      if (clone.handle() == handle) {
        clone.toClone(message, snapshot);
      }
    }
  }

  @Override
  public void broadcast(Event<Long> event) {
    toAll(event);
  }

  @Override
  public void broadcast(Keepalive keepalive) {
    toAll(keepalive);
  }

  @Override
  public void send(Integer consumer, Handshake handshake) {
    OpenHandshake open = openHandshakes.get(consumer);
    if (open == null || open.offset() != handshake.offset()) {
      open = new OpenHandshake(handshake.offset(), contents);
      openHandshakes.put(consumer, open);
    }
    to(consumer, handshake, open.snapshot());
  }

  @Override
  public void send(Integer consumer, Event<Long> event) {
    to(consumer, event, 0);
  }

  @Override
  public void send(Integer consumer, Keepalive keepalive) {
    to(consumer, keepalive, 0);
  }

  @Override
  public void send(Integer consumer, RetransmitFailed failed) {
    to(consumer, failed, 0);
  }

  @Override
  public void handshakeCompleted(Integer consumer) {
    assertThat(openHandshakes.remove(consumer)).isNotNull();
  }

  @Override
  public void dropped(Integer consumer, DropReason reason) {
    openHandshakes.remove(consumer);
    drops.merge(reason, 1, Integer::sum);
  }

  @Override
  public void protocolError(Integer consumer, ProtocolError error) {
    throw new AssertionError("a message of clone " + consumer + " was refused: " + error);
  }

  @Override
  public String toString() {
    return "master contents="
        + contents
        + " sequence="
        + producer.sequence()
        + " consumers="
        + producer.consumers()
        + " unacked="
        + producer.unackedEntries()
        + " drops="
        + drops
        + " clones="
        + clones;
  }
}
