package org.jbroker.runtime.peering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jbroker.runtime.peering.TestEndpoints.HOST;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jbroker.BrokerException;
import org.jbroker.Endpoint;
import org.jbroker.ErrorCode;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NoLeaks(ignoreThreads = TestEndpoints.NETTY_SHARED)
class ListenTest {

  @TempDir private Path directory;

  private final TestEndpoints endpoints = new TestEndpoints();

  @AfterEach
  void close() {
    endpoints.close();
  }

  private static void assertCannotListen(ThrowingCallable listen) {
    assertThatThrownBy(listen)
        .isInstanceOfSatisfying(
            BrokerException.class,
            e -> assertThat(e.error().code()).isEqualTo(ErrorCode.CANNOT_OPEN_RESOURCE));
  }

  private Path socket() {
    return directory.resolve("broker.sock");
  }

  private static UnixDomainSocketAddress at(Path path) {
    return UnixDomainSocketAddress.of(path);
  }

  @Test
  void aPortThatIsTakenIsRefused() {
    int port = endpoints.open().listen(HOST, 0);
    Endpoint other = endpoints.open();
    assertCannotListen(() -> other.listen(HOST, port));
    assertThat(other.health().listening()).isEmpty();
    assertThat(other.listen(HOST, 0)).isPositive().isNotEqualTo(port);
  }

  @Test
  void anAddressThatIsNoneOfThisMachineIsRefused() {
    Endpoint endpoint = endpoints.open();
    assertCannotListen(() -> endpoint.listen("no-such-host.invalid", 0));
    assertCannotListen(() -> endpoint.listen("192.0.2.1", 0));
  }

  @Test
  void anEndpointListensOnSeveralAddresses() {
    Endpoint endpoint = endpoints.open();
    int one = endpoint.listen(HOST, 0);
    int two = endpoint.listen("::1", 0);
    endpoint.listen(at(socket()));
    assertThat(endpoint.health().listening()).hasSize(3);
    assertThat(endpoints.open().peer(HOST, one)).isTrue();
    assertThat(endpoints.open().peer("::1", two)).isTrue();
    assertThat(endpoints.open().peer(at(socket()))).isTrue();
  }

  @Test
  void aStaleSocketFileIsReplaced() throws Exception {
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(at(socket()));
    }
    assertThat(socket()).exists();
    endpoints.open().listen(at(socket()));
    assertThat(endpoints.open().peer(at(socket()))).isTrue();
  }

  @Test
  void aSocketThatSomebodyListensOnIsRefusedAndStays() throws Exception {
    try (ServerSocketChannel alive = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      alive.bind(at(socket()));
      assertCannotListen(() -> endpoints.open().listen(at(socket())));
      assertThat(socket()).exists();
    }
  }

  @Test
  void whateverIsNoSocketIsRefusedAndStays() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "precious");
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    Path dangling = Files.createSymbolicLink(directory.resolve("dangling"), Path.of("nowhere"));
    Path folder = Files.createDirectory(directory.resolve("folder"));
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Endpoint endpoint = endpoints.open();
    for (Path path : new Path[] {file, link, dangling, folder, pipe}) {
      assertCannotListen(() -> endpoint.listen(at(path)));
      assertThat(Files.exists(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)).isTrue();
    }
    assertThat(file).hasContent("precious");
    assertCannotListen(() -> endpoint.listen(at(directory.resolve("missing/a.sock"))));
  }

  @Test
  void aPathThatIsTooLongForASocketIsRefused() {
    Endpoint endpoint = endpoints.open();
    assertCannotListen(() -> endpoint.listen(at(directory.resolve("a".repeat(200)))));
  }

  @Test
  void aClosedEndpointListensNowhere() {
    Endpoint endpoint = endpoints.open();
    int port = endpoint.listen(HOST, 0);
    endpoint.close();
    assertThat(endpoint.health().listening()).isEmpty();
    assertThat(endpoints.open().peer(HOST, port, Duration.ZERO)).isFalse();
    assertThatThrownBy(() -> endpoint.listen(HOST, 0))
        .isInstanceOfSatisfying(
            BrokerException.class,
            e -> assertThat(e.error().code()).isEqualTo(ErrorCode.SHUTTING_DOWN));
  }
}
