package org.jbroker.runtime.peering;

import java.util.ArrayList;
import java.util.List;
import org.jbroker.BrokerError;
import org.jbroker.Endpoint;
import org.jbroker.Status;
import org.jbroker.StatusEvent;
import org.jbroker.StatusSubscriber;
import org.jbroker.testkit.Await;

/** All that an endpoint reports, in order. Confined to the test's thread. */
final class StatusLog implements AutoCloseable {

  private final StatusSubscriber events;
  private final List<StatusEvent> seen = new ArrayList<>();

  StatusLog(Endpoint endpoint) {
    events = endpoint.statusSubscriber(true);
  }

  /** The codes so far, of statuses and errors alike. */
  List<Object> codes() {
    List<Object> codes = new ArrayList<>();
    all().forEach(event -> codes.add(code(event)));
    return codes;
  }

  List<StatusEvent> all() {
    seen.addAll(events.poll());
    return List.copyOf(seen);
  }

  /** How often a code came. */
  long count(Object code) {
    return codes().stream().filter(code::equals).count();
  }

  /** Waits for a code and returns the first event with it. */
  StatusEvent await(Object code) {
    Await.value(
        TestEndpoints.SOON, code + " is reported", this::codes, codes -> codes.contains(code));
    return seen.stream().filter(event -> code(event) == code).findFirst().orElseThrow();
  }

  void await(Object code, int times) {
    Await.value(
        TestEndpoints.SOON,
        code + " is reported " + times + " times",
        this::codes,
        codes -> codes.stream().filter(code::equals).count() >= times);
  }

  private static Object code(StatusEvent event) {
    return event instanceof Status status ? status.code() : ((BrokerError) event).code();
  }

  @Override
  public void close() {
    events.close();
  }
}
