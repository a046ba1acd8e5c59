package org.jbroker.tools.cluster;

import org.jbroker.cluster.ClusterEvent;
import org.jbroker.cluster.ClusterEvent.ClusterStarted;
import org.jbroker.cluster.ClusterEvent.EventsMissed;
import org.jbroker.cluster.ClusterEvent.NodeDown;
import org.jbroker.cluster.ClusterEvent.NodeFullyConnected;
import org.jbroker.cluster.ClusterEvent.NodeRefused;
import org.jbroker.cluster.ClusterEvent.NodeUp;
import org.jbroker.tools.cli.Lines;

/** Events as lines. Stateless. */
final class EventText {

  private EventText() {}

  /**
   * The event in a line.
   *
   * @param self the name of the node that it is printed by
   */
  static String of(ClusterEvent event, String self) {
    if (event instanceof NodeUp up) {
      return "node up " + up.name() + " " + up.id();
    } else if (event instanceof NodeDown down) {
      return "node down " + down.name() + " " + down.id();
    } else if (event instanceof NodeRefused refused) {
      // A name that somebody made up may hold anything.
      return Lines.clean(
          "node refused " + refused.name() + " " + refused.id() + ": " + refused.reason().text());
    } else if (event instanceof NodeFullyConnected full) {
      String again = full.resending() ? " again" : "";
      return full.name().equals(self)
          ? "fully connected" + again
          : "node fully connected" + again + " " + full.name() + " " + full.id();
    } else if (event instanceof ClusterStarted) {
      return "cluster started";
    }
    return "events missed " + ((EventsMissed) event).events();
  }
}
