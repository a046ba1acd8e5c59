package org.jbroker.runtime.messages;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.zeek.ZeekWebSocketClient;
import org.junit.jupiter.api.Test;

/** On this class path there is neither a store engine nor a WebSocket engine. */
class MissingModuleTest {

  @Test
  void webSocketNamesTheArtifactThatIsMissing() {
    try (Endpoint endpoint = Endpoint.open(EndpointOptions.defaults())) {
      assertThatIllegalStateException()
          .isThrownBy(() -> endpoint.webSocketListen("127.0.0.1", 0))
          .withMessageContaining("add org.jbroker:broker-websocket");
    }
    assertThatIllegalStateException()
        .isThrownBy(() -> ZeekWebSocketClient.connect("127.0.0.1", 1))
        .withMessageContaining("add org.jbroker:broker-websocket");
  }

  @Test
  void storesNameTheArtifactThatIsMissing() {
    try (Endpoint endpoint = Endpoint.open(EndpointOptions.defaults())) {
      assertThatIllegalStateException()
          .isThrownBy(() -> endpoint.attachClone("visits"))
          .withMessageContaining("add org.jbroker:broker-store");
    }
  }
}
