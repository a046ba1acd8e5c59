package org.jbroker.benchmarks.scenario;

import org.HdrHistogram.Histogram;
import org.jbroker.benchmarks.harness.Role;
import org.jbroker.benchmarks.harness.RoleContext;
import org.jbroker.benchmarks.transport.Caller;
import org.jbroker.benchmarks.transport.Responder;
import org.jbroker.benchmarks.transport.Transports;

/** The roles of a conversation with one message under way. */
final class RoundTripRoles {

  private RoundTripRoles() {}

  /** Answers until it is ended. */
  public static final class Answering implements Role {

    @Override
    public void run(RoleContext context) throws Exception {
      try (Responder responder =
          Transports.named(context.argument("transport")).responder(context.argument("broker"))) {
        context.tell("address", responder.address());
        responder.serve();
      }
    }
  }

  /** Asks, first without, then with the clock. */
  public static final class Asking implements Role {

    private static final int SIGNIFICANT_DIGITS = 3;
    private static final double NANOS_PER_MICRO = 1e3;

    @Override
    public void run(RoleContext context) throws Exception {
      int count = (int) context.number("count");
      Histogram nanos = new Histogram(SIGNIFICANT_DIGITS);
      try (Caller caller =
          Transports.named(context.argument("transport")).caller(context.argument("address"))) {
        caller.call(count, ignored -> {});
        caller.call(count, nanos::recordValue);
      }
      context.tell("p50", nanos.getValueAtPercentile(50) / NANOS_PER_MICRO);
      context.tell("p99", nanos.getValueAtPercentile(99) / NANOS_PER_MICRO);
      context.tell("p99.9", nanos.getValueAtPercentile(99.9) / NANOS_PER_MICRO);
      context.tell("max", nanos.getMaxValue() / NANOS_PER_MICRO);
      context.tell("answered", nanos.getTotalCount());
    }
  }
}
