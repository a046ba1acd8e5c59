package org.jbroker.tools.node;

import java.util.List;
import org.jbroker.Endpoint;
import org.jbroker.tools.cli.Console;
import org.jbroker.tools.cli.PeeringOptions;
import org.jbroker.tools.cli.RateReporter;
import org.jbroker.tools.cli.Session;

/**
 * What all modes of a node work with.
 *
 * @param session its endpoint; not connected yet, so that a mode can subscribe first
 * @param peering how to connect it
 * @param topics may be empty for a relay
 * @param console where results go
 * @param isVerbose whether single messages are told
 * @param showsRate whether messages per second are printed
 */
record NodeRun(
    Session session,
    PeeringOptions peering,
    List<String> topics,
    Console console,
    boolean isVerbose,
    boolean showsRate) {

  Endpoint endpoint() {
    return session.endpoint();
  }

  void connect() {
    session.connect(peering);
  }

  RateReporter rate() {
    return new RateReporter(
        perSecond -> {
          if (showsRate) {
            console.out(perSecond + "/s");
          }
        });
  }

  void tell(String line) {
    if (isVerbose) {
      console.err(line);
    }
  }
}
