package org.jbroker.benchmarks.scenario;

import org.jbroker.Endpoint;
import org.jbroker.Topic;
import org.jbroker.benchmarks.harness.BenchmarkException;
import org.jbroker.benchmarks.harness.Role;
import org.jbroker.benchmarks.harness.RoleContext;
import org.jbroker.benchmarks.message.StreamMeter;
import org.jbroker.benchmarks.transport.BrokerOptions;
import org.jbroker.benchmarks.transport.Source;
import org.jbroker.benchmarks.transport.Target;
import org.jbroker.benchmarks.transport.Transports;

/** The roles of a stream of messages from one process to another. */
final class StreamRoles {

  private static final String END = "end";
  private static final String MEASURE = "measure";

  private StreamRoles() {}

  /** Lets the starter decide when a meter begins, when it has said that it is warm. */
  private static StreamMeter meter(RoleContext context) {
    StreamMeter meter = new StreamMeter(context.nanos("warmup"), () -> context.tell("warm", ""));
    Thread listener =
        new Thread(
            () -> {
              try {
                context.hear(MEASURE);
                meter.measure();
              } catch (InterruptedException | BenchmarkException givenUp) {
                Thread.currentThread().interrupt(); // The stream fails by itself.
              }
            },
            "meter-listener");
    listener.setDaemon(true);
    listener.start();
    return meter;
  }

  /** Receives until the last message and tells what it measured. */
  public static final class Receiver implements Role {

    @Override
    public void run(RoleContext context) throws Exception {
      try (Target target =
          Transports.named(context.argument("transport")).target(context.argument("broker"))) {
        context.tell("address", target.address());
        StreamMeter meter = meter(context);
        target.receive(meter);
        meter.tell(context, "receiver");
        context.hear(END);
      }
    }
  }

  /** Sends, for as long as is measured, and then one last message. */
  public static final class Sender implements Role {

    /** The clock is read once for so many messages; a power of two. */
    private static final int CLOCK_EVERY = 256;

    @Override
    public void run(RoleContext context) throws Exception {
      try (Source source =
          Transports.named(context.argument("transport")).source(context.argument("address"))) {
        StreamMeter meter = meter(context);
        long durationNanos = context.nanos("measure");
        long sequence = 0;
        boolean last = false;
        while (!last) {
          last =
              (sequence & CLOCK_EVERY - 1) == 0
                  && meter.isMeasuring()
                  && meter.measuredNanos() >= durationNanos;
          source.send(sequence, last);
          meter.accept(sequence, last);
          sequence++;
        }
        source.flush();
        meter.tell(context, "sender");
        context.hear(END);
      }
    }
  }

  /** Stands between both: an endpoint that forwards, and is subscribed to nothing. */
  public static final class Relay implements Role {

    @Override
    public void run(RoleContext context) throws Exception {
      int version = (int) context.number("version");
      try (Endpoint endpoint = Endpoint.open(BrokerOptions.of(version).build())) {
        endpoint.forward(Topic.of("/"));
        context.tell("address", endpoint.listen("127.0.0.1", 0));
        context.hear(END);
      }
    }
  }
}
