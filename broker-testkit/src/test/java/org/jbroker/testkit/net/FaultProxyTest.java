package org.jbroker.testkit.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.SeededRandom;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NoLeaks
class FaultProxyTest {

  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration SHORT = Duration.ofMillis(40);

  private ServerSocket server;
  private FaultProxy proxy;
  private Socket client;
  private Socket target;

  @BeforeEach
  void connectThroughTheProxy() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    proxy = FaultProxy.to("127.0.0.1", server.getLocalPort());
    client = connect();
    target = server.accept();
    client.setSoTimeout((int) SOON.toMillis());
    target.setSoTimeout((int) SOON.toMillis());
  }

  @AfterEach
  void closeAll() throws IOException {
    client.close();
    target.close();
    server.close();
    proxy.close();
    proxy.close();
    assertThat(proxy.links()).isEmpty();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(t -> t.getName().startsWith("fault-proxy-" + proxy.port() + "-"));
  }

  @Test
  void passesBothWaysAndCounts() throws IOException {
    client.getOutputStream().write(new byte[] {1, 2, 3});
    assertThat(target.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
    target.getOutputStream().write(new byte[] {4});
    assertThat(client.getInputStream().read()).isEqualTo(4);
    ProxyLink link = proxy.awaitLink(0, SOON);
    Await.until(SOON, () -> link.bytes(Direction.UPSTREAM) == 3);
    Await.until(SOON, () -> link.bytes(Direction.DOWNSTREAM) == 1);
    assertThat(proxy.acceptedConnections()).isEqualTo(1);
  }

  @Test
  void halfCloseGoesThroughAndTheLinkEndsWithBoth() throws IOException {
    client.shutdownOutput();
    assertThat(target.getInputStream().read()).isEqualTo(-1);
    target.getOutputStream().write(9);
    target.shutdownOutput();
    assertThat(client.getInputStream().read()).isEqualTo(9);
    assertThat(client.getInputStream().read()).isEqualTo(-1);
    Await.until(SOON, "the link has ended", () -> proxy.links().isEmpty());
  }

  @Test
  void cutResetsBothSides() {
    proxy.awaitLink(0, SOON).cut();
    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> target.getInputStream().read()).isInstanceOf(SocketException.class);
  }

  @Test
  void resetOfOneSideReachesTheOther() throws IOException {
    client.setSoLinger(true, 0);
    client.close();
    assertThatThrownBy(() -> target.getInputStream().read()).isInstanceOf(SocketException.class);
  }

  @Test
  void closeEndsBothSidesInAnOrderlyWay() throws IOException {
    client.getOutputStream().write(1);
    assertThat(target.getInputStream().read()).isEqualTo(1);
    proxy.set(Fault.close());
    assertThat(client.getInputStream().read()).isEqualTo(-1);
    assertThat(target.getInputStream().read()).isEqualTo(-1);
    client.getOutputStream().write(2);
    ProxyLink link = proxy.awaitLink(0, SOON);
    Await.until(SOON, () -> link.discardedBytes(Direction.UPSTREAM) == 1);
  }

  @Test
  void cutsAfterExactlySoManyBytes() throws IOException {
    ProxyLink link = proxy.awaitLink(0, SOON);
    proxy.set(Direction.UPSTREAM, Fault.after(10, Fault.cut()));
    client.getOutputStream().write(new byte[9]);
    assertThat(target.getInputStream().readNBytes(9)).hasSize(9);
    client.getOutputStream().write(new byte[9]);
    assertThatThrownBy(() -> target.getInputStream().readNBytes(9))
        .isInstanceOf(SocketException.class);
    assertThat(link.bytes(Direction.UPSTREAM)).isEqualTo(10);
  }

  @Test
  void stallFillsTheSendersBuffersAndLosesNothing() throws Exception {
    proxy.set(Fault.stall());
    byte[] sent = SeededRandom.of(1).bytes(8 * 1024 * 1024);
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              try {
                client.getOutputStream().write(sent);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    expectNothing(target);
    assertThat(writer).isNotDone();
    proxy.set(Fault.pass());
    target.setSoTimeout((int) SOON.toMillis());
    assertThat(target.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
    writer.get();
  }

  @Test
  void blackHoleSwallowsBytesAndTheEnd() throws IOException {
    proxy.set(Direction.UPSTREAM, Fault.blackHole());
    client.getOutputStream().write(new byte[100]);
    client.shutdownOutput();
    ProxyLink link = proxy.awaitLink(0, SOON);
    Await.until(SOON, () -> link.discardedBytes(Direction.UPSTREAM) == 100);
    expectNothing(target);
    assertThat(link.isOpen()).isTrue();
    target.getOutputStream().write(7);
    assertThat(client.getInputStream().read()).isEqualTo(7);
  }

  @Test
  void delaysEachByteAndSwitchesLive() throws IOException {
    proxy.set(Direction.UPSTREAM, Fault.delay(Duration.ofMillis(60)));
    long startNanos = System.nanoTime();
    client.getOutputStream().write(1);
    assertThat(target.getInputStream().read()).isEqualTo(1);
    assertThat(System.nanoTime() - startNanos).isGreaterThanOrEqualTo(60_000_000L);
    proxy.set(Direction.UPSTREAM, Fault.delay(Duration.ofHours(1)));
    client.getOutputStream().write(2);
    expectNothing(target);
    proxy.set(Direction.UPSTREAM, Fault.pass());
    target.setSoTimeout((int) SOON.toMillis());
    assertThat(target.getInputStream().read()).isEqualTo(2);
  }

  @Test
  void tricklesAndLimits() throws IOException {
    proxy.set(Direction.UPSTREAM, Fault.trickle(1, Duration.ofMillis(10)));
    long startNanos = System.nanoTime();
    client.getOutputStream().write(new byte[8]);
    assertThat(target.getInputStream().readNBytes(8)).hasSize(8);
    assertThat(System.nanoTime() - startNanos).isGreaterThanOrEqualTo(70_000_000L);

    proxy.set(Direction.UPSTREAM, Fault.limit(100_000));
    startNanos = System.nanoTime();
    client.getOutputStream().write(new byte[20_000]);
    assertThat(target.getInputStream().readNBytes(20_000)).hasSize(20_000);
    // 200 ms at that rate, less the 50 ms that may be made up for.
    assertThat(System.nanoTime() - startNanos).isBetween(100_000_000L, 2_000_000_000L);
  }

  @Test
  void refusesAndAcceptsAgainOnTheSamePort() throws IOException {
    proxy.refuse();
    assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    client.getOutputStream().write(5);
    assertThat(target.getInputStream().read()).isEqualTo(5);
    proxy.accept();
    try (Socket second = connect();
        Socket secondTarget = server.accept()) {
      second.getOutputStream().write(6);
      assertThat(secondTarget.getInputStream().read()).isEqualTo(6);
      assertThat(proxy.awaitLink(1, SOON).number()).isEqualTo(1);
    }
  }

  @Test
  void unreachableTargetResetsTheClient() throws IOException {
    server.close();
    // The reset may arrive while the client still connects, or later.
    assertThatThrownBy(
            () -> {
              try (Socket second = connect()) {
                second.setSoTimeout((int) SOON.toMillis());
                second.getInputStream().read();
              }
            })
        .isInstanceOf(SocketException.class);
    Await.until(SOON, () -> proxy.unreachableConnections() == 1);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(proxy.host(), proxy.port()), 5_000);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static void expectNothing(Socket socket) throws IOException {
    socket.setSoTimeout((int) SHORT.toMillis());
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
  }
}
