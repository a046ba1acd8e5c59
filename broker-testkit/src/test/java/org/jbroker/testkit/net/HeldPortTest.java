package org.jbroker.testkit.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.Test;

@NoLeaks
class HeldPortTest {

  @Test
  void whoKnowsItCanListenThereAgainAndAgain() throws IOException {
    try (HeldPort port = new HeldPort()) {
      for (int i = 0; i < 3; i++) {
        InetSocketAddress address =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port.number());
        try (ServerSocket server = new ServerSocket()) {
          server.setReuseAddress(true);
          server.bind(address);
          try (Socket client = new Socket(address.getAddress(), address.getPort());
              Socket accepted = server.accept()) {
            assertThat(accepted.getPort()).isEqualTo(client.getLocalPort());
          }
        }
      }
    }
  }

  @Test
  void nobodyElseGetsIt() throws IOException {
    try (HeldPort first = new HeldPort();
        HeldPort second = new HeldPort()) {
      assertThat(first.number()).isNotEqualTo(second.number());
      Set<Integer> others = new HashSet<>();
      for (int i = 0; i < 200; i++) {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
          others.add(any.getLocalPort());
        }
      }
      assertThat(others).doesNotContain(first.number(), second.number());
    }
  }
}
