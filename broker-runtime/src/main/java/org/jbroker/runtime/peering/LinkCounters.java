package org.jbroker.runtime.peering;

import org.jbroker.EndpointInfo;
import org.jbroker.EndpointMetrics.PeerMetrics;
import org.jbroker.runtime.queue.QueueStats;
import org.jbroker.runtime.queue.SinkQueue;

/**
 * What a link counts. Written by its event loop only, hence plain increments of volatile fields;
 * read by any thread.
 */
final class LinkCounters {

  private volatile long sent;
  private volatile long received;
  private volatile long bytesSent;
  private volatile long bytesReceived;

  void sent(int messages) {
    sent += messages;
  }

  void received(int messages) {
    received += messages;
  }

  void bytesSent(int bytes) {
    bytesSent += bytes;
  }

  void bytesReceived(int bytes) {
    bytesReceived += bytes;
  }

  PeerMetrics snapshot(EndpointInfo peer, int version, SinkQueue queue) {
    QueueStats stats = queue.stats();
    return new PeerMetrics(
        peer,
        version,
        sent,
        received,
        bytesSent,
        bytesReceived,
        stats.messages(),
        stats.highWater(),
        stats.dropped());
  }
}
