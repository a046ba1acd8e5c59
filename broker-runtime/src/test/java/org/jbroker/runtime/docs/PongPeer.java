package org.jbroker.runtime.docs;

import java.util.List;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.Topic;
import org.jbroker.zeek.ZeekEvent;
import org.jbroker.zeek.ZeekEvents;

/** The other side of the snippets: answers the Zeek event ping with pong, as in the manual. */
final class PongPeer implements AutoCloseable {

  private final Endpoint endpoint =
      Endpoint.open(EndpointOptions.builder().name("pong").ignoreBrokerConf(true).build());
  private final int port;

  PongPeer() {
    Topic topic = Topic.of("/topic/test");
    ZeekEvents.on(
        endpoint.subscribe(List.of(topic), message -> {}, System.err::println),
        "ping",
        ping -> endpoint.publish(topic, ZeekEvent.withArgs("pong", ping.args()).toData()));
    port = endpoint.listen("127.0.0.1", 0);
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    endpoint.close();
  }
}
