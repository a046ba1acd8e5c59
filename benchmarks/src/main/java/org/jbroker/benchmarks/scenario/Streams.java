package org.jbroker.benchmarks.scenario;

import java.util.List;
import org.jbroker.benchmarks.harness.Bench;
import org.jbroker.benchmarks.harness.RoleHandle;
import org.jbroker.benchmarks.harness.Sample;

/** Lets a receiver and a sender play. */
final class Streams {

  /** The metric that goals compare: messages a second, where they arrive. */
  static final String RATE = "msg/s";

  private static final List<String> COSTS = List.of(" CPU us/msg", " B/msg", " waits/1000 msg");

  private Streams() {}

  /** One stream, from start-up to its end. */
  static Sample run(String transport, String broker, Bench bench) throws InterruptedException {
    try (RoleHandle receiver =
            bench
                .launcher()
                .launch(
                    StreamRoles.Receiver.class,
                    bench.profile().times("transport", transport, "broker", broker));
        RoleHandle sender =
            bench
                .launcher()
                .launch(
                    StreamRoles.Sender.class,
                    bench
                        .profile()
                        .times("transport", transport, "address", receiver.await("address")))) {
      sender.await("warm");
      receiver.await("warm");
      receiver.say("measure", "");
      sender.say("measure", "");
      Sample sample = new Sample();
      double sent = sender.awaitNumber("received");
      double received = receiver.awaitNumber("received");
      sample.put(RATE, receiver.awaitNumber("rate"));
      sample.put(Sample.LOST, receiver.awaitNumber("lost") + Math.max(0, sent - received));
      sample.put(Sample.REORDERED, receiver.awaitNumber("reordered"));
      for (String cost : COSTS) {
        sample.put("receiver" + cost, receiver.awaitNumber("receiver" + cost));
        sample.put("sender" + cost, sender.awaitNumber("sender" + cost));
      }
      sender.say("end", "");
      receiver.say("end", "");
      return sample;
    }
  }
}
