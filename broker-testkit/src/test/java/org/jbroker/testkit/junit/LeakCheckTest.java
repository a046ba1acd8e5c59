package org.jbroker.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;

class LeakCheckTest {

  @NoLeaks(graceMillis = 20, ignoreThreads = "allowed-.*")
  private static final class Impatient {}

  private final LeakCheck check = new LeakCheck();
  private final ExtensionContext context = FakeContext.of(Impatient.class);
  private final CountDownLatch release = new CountDownLatch(1);

  @BeforeEach
  void warmUp() throws Exception {
    check.beforeAll(context);
  }

  @Test
  void isContentWithWhatEndsInTime() throws Exception {
    check.beforeEach(context);
    Thread thread = start("short-lived");
    release.countDown();
    thread.join();
    assertThatCode(() -> check.afterEach(context)).doesNotThrowAnyException();
  }

  @Test
  void reportsLeakedThreadWithItsStack() throws Exception {
    check.beforeEach(context);
    Thread thread = start("leaked-one");
    try {
      assertThatThrownBy(() -> check.afterEach(context))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("1 threads")
          .hasMessageContaining("leaked-one")
          .hasMessageContaining("CountDownLatch");
    } finally {
      release.countDown();
      thread.join();
    }
  }

  @Test
  void ignoresThreadsAsTold() throws Exception {
    check.beforeEach(context);
    Thread thread = start("allowed-1");
    try {
      assertThatCode(() -> check.afterEach(context)).doesNotThrowAnyException();
    } finally {
      release.countDown();
      thread.join();
    }
  }

  @Test
  void reportsOpenSocket() throws Exception {
    Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")));
    check.beforeEach(context);
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(socket.isBound()).isTrue();
      assertThatThrownBy(() -> check.afterEach(context))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("1 sockets [socket:[");
    }
    assertThatCode(() -> check.afterEach(context)).doesNotThrowAnyException();
  }

  private Thread start(String name) {
    Thread thread =
        new Thread(
            () -> {
              try {
                release.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            name);
    thread.start();
    return thread;
  }
}
