package org.jbroker.testkit.junit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.Selector;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jbroker.testkit.Await;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * What {@link NoLeaks} runs: remembers threads and sockets before each test and compares
 * afterwards. Sockets are counted where the system has {@code /proc/self/fd}. Holds no state of its
 * own; the snapshots are in JUnit's store.
 */
public final class LeakCheck implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {

  private static final Namespace NAMESPACE = Namespace.create(LeakCheck.class);
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  /** Threads that the JVM, its libraries and the test runner start when they like. */
  private static final List<Pattern> OWN_THREADS =
      List.of(
          Pattern.compile("ForkJoinPool\\.commonPool-worker-.*"),
          Pattern.compile("ForkJoinPool-.*-worker-.*"),
          Pattern.compile("CompletableFutureDelayScheduler"),
          Pattern.compile("process reaper.*"),
          Pattern.compile("(Attach Listener|Common-Cleaner|Signal Dispatcher|Notification Thread)"),
          Pattern.compile("(Keep-Alive-Timer|JFR .*|RMI .*|JMX .*)"),
          Pattern.compile("junit-.*"),
          Pattern.compile("surefire-.*"));

  /** For JUnit; holds nothing. */
  public LeakCheck() {}

  private record Snapshot(Set<Thread> threads, Set<String> sockets) {}

  /**
   * Opens and closes a socket and a selector: the JDK keeps a socket pair of its own from the first
   * use on, which must not count as the test's.
   */
  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Selector selector = Selector.open()) {
      socket.setReuseAddress(true);
      selector.selectNow();
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    Set<Thread> threads = Collections.newSetFromMap(new IdentityHashMap<>());
    threads.addAll(Thread.getAllStackTraces().keySet());
    context.getStore(NAMESPACE).put(Snapshot.class, new Snapshot(threads, sockets()));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Snapshot before = context.getStore(NAMESPACE).get(Snapshot.class, Snapshot.class);
    if (before == null) {
      return;
    }
    Optional<NoLeaks> settings =
        context.getTestClass().map(testClass -> testClass.getAnnotation(NoLeaks.class));
    List<Pattern> ignored =
        settings.stream()
            .flatMap(s -> List.of(s.ignoreThreads()).stream())
            .map(Pattern::compile)
            .toList();
    Duration grace = Duration.ofMillis(settings.map(NoLeaks::graceMillis).orElse(5_000));
    check(before, ignored, grace);
  }

  private static void check(Snapshot before, List<Pattern> ignored, Duration grace) {
    try {
      Await.until(
          grace,
          "no leaks",
          () -> leakedThreads(before, ignored).isEmpty() && leakedSockets(before).isEmpty());
    } catch (AssertionError late) {
      Collection<Thread> threads = leakedThreads(before, ignored);
      Collection<String> sockets = leakedSockets(before);
      if (!threads.isEmpty() || !sockets.isEmpty()) {
        throw new AssertionError(report(threads, sockets, grace));
      }
    }
  }

  private static String report(
      Collection<Thread> threads, Collection<String> sockets, Duration grace) {
    StringBuilder text = new StringBuilder("left behind by the test, after ").append(grace);
    text.append(": ").append(threads.size()).append(" threads, ");
    text.append(sockets.size()).append(" sockets ").append(sockets).append('\n');
    for (Thread thread : threads) {
      text.append(thread).append(' ').append(thread.getState()).append('\n');
      for (StackTraceElement element : thread.getStackTrace()) {
        text.append("    at ").append(element).append('\n');
      }
    }
    return text.toString();
  }

  private static Collection<Thread> leakedThreads(Snapshot before, List<Pattern> ignored) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.threads().contains(thread))
        .filter(thread -> thread != Thread.currentThread() && thread.isAlive())
        .filter(thread -> !matches(OWN_THREADS, thread) && !matches(ignored, thread))
        .toList();
  }

  private static boolean matches(List<Pattern> patterns, Thread thread) {
    return patterns.stream().anyMatch(p -> p.matcher(thread.getName()).matches());
  }

  private static Collection<String> leakedSockets(Snapshot before) {
    Set<String> now = new TreeSet<>(sockets());
    now.removeAll(before.sockets());
    return now;
  }

  /** The inodes of this JVM's sockets, as "socket:[123]"; empty where they cannot be listed. */
  static Set<String> sockets() {
    Set<String> sockets = new HashSet<>();
    if (!Files.isDirectory(DESCRIPTORS)) {
      return sockets;
    }
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path descriptor : descriptors) {
        describe(descriptor).filter(d -> d.startsWith("socket:")).ifPresent(sockets::add);
      }
    } catch (IOException notReadable) {
      return new HashSet<>();
    }
    return sockets;
  }

  private static Optional<String> describe(Path descriptor) {
    try {
      return Optional.of(Files.readSymbolicLink(descriptor).toString());
    } catch (IOException closedMeanwhile) {
      return Optional.empty();
    }
  }
}
