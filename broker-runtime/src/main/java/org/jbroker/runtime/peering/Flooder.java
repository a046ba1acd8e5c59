package org.jbroker.runtime.peering;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jbroker.runtime.topology.Change.Flood;
import org.jbroker.runtime.topology.FloodBatch;
import org.jbroker.runtime.topology.FloodPacer;
import org.jbroker.runtime.topology.LinkState;

/**
 * Sends announcements through all links of version 64, at the pace of {@link FloodPacer}. What goes
 * out together is one list for each link, so that the peer computes once.
 *
 * <p>Confined to the control loop.
 */
final class Flooder {

  private final ControlLoop control;
  private final FloodPacer pacer = new FloodPacer();
  private final Set<PeerLink> links = new LinkedHashSet<>();
  private boolean timerRuns;

  Flooder(ControlLoop control) {
    this.control = control;
  }

  /** From now on floods go to this link, too. It has been sent all that is known so far. */
  void add(PeerLink link) {
    links.add(link);
  }

  /** A link is over; it may never have been added. */
  void remove(PeerLink link) {
    links.remove(link);
  }

  /** Floods announcements, now or after a rest. */
  void flood(Collection<Flood> floods) {
    floods.forEach(pacer::add);
    long nowNanos = control.nanoTime();
    send(pacer.due(links.size(), nowNanos));
    if (pacer.isWaiting() && !timerRuns) {
      timerRuns = true;
      control.schedule(this::rested, pacer.remainingNanos(nowNanos));
    }
  }

  /** Floods all that waits at once. */
  void flush() {
    send(pacer.all(links.size(), control.nanoTime()));
  }

  private void rested() {
    timerRuns = false;
    flood(List.of());
  }

  private void send(FloodBatch batch) {
    if (batch.isEmpty()) {
      return;
    }
    for (PeerLink link : links) {
      List<LinkState> news = batch.newsFor(link.peer());
      if (!news.isEmpty()) {
        link.sendRoutes(news);
      }
    }
  }
}
