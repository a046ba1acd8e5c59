package org.jbroker.tools.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.jbroker.data.Data;
import org.jbroker.data.Str;
import org.junit.jupiter.api.Test;

class PingMessageTest {

  @Test
  void messagesAreThoseOfTheCppTool() {
    assertThat((Data) PingMessage.ping(7, Str.of("xx")))
        .isEqualTo(Data.vector("ping", Data.count(7), "xx"));
    assertThat((Data) PingMessage.pong(7)).isEqualTo(Data.vector("pong", Data.count(7)));
  }

  @Test
  void readsTheNumberOfItsOwnMessagesOnly() {
    Data ping = PingMessage.ping(-1, Str.of(""));
    Data pong = PingMessage.pong(3);
    assertThat(PingMessage.pingNumber(ping)).hasValue(-1);
    assertThat(PingMessage.pongNumber(pong)).hasValue(3);
    assertThat(PingMessage.pongNumber(ping)).isEmpty();
    assertThat(PingMessage.pingNumber(pong)).isEmpty();
    for (Data other :
        new Data[] {
          Data.none(),
          Data.string("ping"),
          Data.vector(),
          Data.vector("ping", 1, "x"),
          Data.vector("ping", Data.count(1), 2),
          Data.vector("pong", 1),
          Data.vector("gong", Data.count(1))
        }) {
      assertThat(PingMessage.pingNumber(other)).isEmpty();
      assertThat(PingMessage.pongNumber(other)).isEmpty();
    }
  }
}
