package org.jbroker.tools.node;

import java.util.OptionalLong;
import org.jbroker.Message;
import org.jbroker.Subscriber;
import org.jbroker.tools.cli.RateReporter;

/** Answers each ping under the topic that it came with. */
final class PongMode {

  private final NodeRun run;
  private final Long count;

  PongMode(NodeRun run, Long count) {
    this.run = run;
    this.count = count;
  }

  void run() {
    try (Subscriber in = run.endpoint().subscriber(run.topics().toArray(new String[0]));
        RateReporter rate = run.rate()) {
      run.connect();
      long answered = 0;
      for (Message message : in) {
        OptionalLong number = PingMessage.pingNumber(message.data());
        if (number.isEmpty()) {
          continue;
        }
        run.endpoint().publish(message.topic(), PingMessage.pong(number.getAsLong()));
        rate.add(1);
        run.tell("received ping " + Long.toUnsignedString(number.getAsLong()));
        // Number 0 may come any number of times while both sides look for each other.
        if (count != null && number.getAsLong() != 0 && ++answered == count) {
          break;
        }
      }
    }
  }
}
