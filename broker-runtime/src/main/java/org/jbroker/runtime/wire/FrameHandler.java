package org.jbroker.runtime.wire;

import java.util.List;
import org.jbroker.Topic;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.topology.LinkState;

/** Receives what a {@link WireFormat} decodes, one call a frame, on the link's event loop. */
public interface FrameHandler {

  /** A message of the peer. Unstamped on version 1. */
  void onMessage(Envelope envelope);

  /** The peer's new filter, in place of the one before. */
  void onFilter(List<Topic> filter);

  /** The peer asks for a sign of life, or says farewell; answer with the same bytes. */
  void onPing(byte[] token);

  /** The answer to a ping. */
  void onPong(byte[] token);

  /** Route announcements. Version 64 only. */
  void onRoutes(List<LinkState> announcements);

  /** A sign of life. Version 64 only. */
  void onHeartbeat();
}
