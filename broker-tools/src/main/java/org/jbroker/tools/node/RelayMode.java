package org.jbroker.tools.node;

import org.jbroker.Message;
import org.jbroker.Subscriber;
import org.jbroker.tools.cli.Lines;
import org.jbroker.tools.cli.RateReporter;

/**
 * Passes messages on between peers, which the endpoint does by itself. It looks into them only if
 * it has to count or tell them.
 */
final class RelayMode {

  private final NodeRun run;
  private final Long count;

  RelayMode(NodeRun run, Long count) {
    this.run = run;
    this.count = count;
  }

  void run() throws InterruptedException {
    boolean counts = count != null || run.showsRate() || run.isVerbose();
    String[] prefixes = counts ? run.topics().toArray(new String[0]) : new String[0];
    try (Subscriber in = run.endpoint().subscriber(prefixes);
        RateReporter rate = run.rate()) {
      run.connect();
      long seen = 0;
      // Without prefixes nothing comes: then this waits for the end of the endpoint.
      for (Message message : in) {
        rate.add(1);
        run.tell("relayed " + Lines.clean(message.topic() + ": " + message.data()));
        if (count != null && ++seen == count) {
          break;
        }
      }
    }
  }
}
