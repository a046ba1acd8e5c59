package org.jbroker.testkit.process;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jbroker.testkit.Await;

/**
 * A real process under test. Its output is kept in memory; its death can be sudden.
 *
 * <pre>
 *   try (TestProcess node = TestProcess.java("org.example.Node", "--listen", "127.0.0.1:0").start()) {
 *     node.awaitLine(Pattern.compile("listening on (.*)"), Duration.ofSeconds(10));
 *     node.kill9();
 *   }
 * </pre>
 *
 * <p>{@link #close} kills the process and the descendants it has then (or had when it was last
 * signalled from here); a shutdown hook does so too if the test's own JVM ends first. Children
 * whose parent ended by itself have left the tree and are not found. The signals other than kill
 * and terminate need the {@code kill} command of a Unix system.
 *
 * <p>Thread-safe. Two daemon threads named after the process read its output; they are gone when
 * {@code close} returns. {@code lock} guards {@code cursor} and orders writers of the standard
 * input.
 */
public final class TestProcess implements AutoCloseable {

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final String name;
  private final Process process;
  private final ProcessTree tree;
  private final OutputLog log;
  private final List<Thread> readers;
  private final Thread shutdownHook;
  private final Object lock = new Object();
  private long cursor;

  TestProcess(TestProcessBuilder builder) throws IOException {
    name = builder.name;
    ProcessBuilder starter = new ProcessBuilder(builder.command);
    starter.environment().putAll(builder.environment);
    if (builder.directory != null) {
      starter.directory(builder.directory.toFile());
    }
    log = new OutputLog(builder.maxLines);
    process = starter.start();
    tree = new ProcessTree(process.toHandle());
    shutdownHook = new Thread(tree::kill, name + "-shutdown");
    Runtime.getRuntime().addShutdownHook(shutdownHook);
    readers =
        List.of(
            reader("-out", () -> log.readAll(process.getInputStream(), false)),
            reader("-err", () -> log.readAll(process.getErrorStream(), true)));
  }

  private Thread reader(String suffix, Runnable body) {
    Thread thread = new Thread(body, "test-process-" + name + "-" + process.pid() + suffix);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** A process that runs this command; {@link TestProcessBuilder#start} starts it. */
  public static TestProcessBuilder command(String... command) {
    return new TestProcessBuilder(Path.of(command[0]).getFileName().toString(), List.of(command));
  }

  /**
   * A JVM of this JVM's version and class path, with a heap of 128 MiB unless {@link
   * TestProcessBuilder#maxHeapMebibytes} says otherwise.
   */
  public static TestProcessBuilder java(String mainClass, String... arguments) {
    return new TestProcessBuilder(
        mainClass.substring(mainClass.lastIndexOf('.') + 1), mainClass, arguments);
  }

  /** As {@link #java(String, String...)}. */
  public static TestProcessBuilder java(Class<?> mainClass, String... arguments) {
    return java(mainClass.getName(), arguments);
  }

  /** The name in dumps. */
  public String name() {
    return name;
  }

  /** The process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it has not ended; true for a stopped one. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** The lines that are kept, of both streams. */
  public List<OutputLine> lines() {
    return log.lines();
  }

  /**
   * Waits for a line, also one of those printed already.
   *
   * @return its text
   * @throws AssertionError if there is none in time or the process has ended without it
   */
  public String awaitLine(Predicate<String> wanted, Duration timeout) {
    return await(0, wanted, "a line", timeout).text();
  }

  /** As {@link #awaitLine(Predicate, Duration)}, for a line in which {@code wanted} is found. */
  public String awaitLine(Pattern wanted, Duration timeout) {
    return await(0, wanted.asPredicate(), "a line with " + wanted, timeout).text();
  }

  /** As {@link #awaitLine(Pattern, Duration)}, behind the last line that this method returned. */
  public String awaitNextLine(Pattern wanted, Duration timeout) {
    long from;
    synchronized (lock) {
      from = cursor;
    }
    OutputLine line = await(from, wanted.asPredicate(), "a further line with " + wanted, timeout);
    synchronized (lock) {
      cursor = Math.max(cursor, line.number() + 1);
    }
    return line.text();
  }

  /** Makes {@link #awaitNextLine} ignore everything printed so far. */
  public void skipOutput() {
    synchronized (lock) {
      cursor = log.nextNumber();
    }
  }

  private OutputLine await(
      long firstNumber, Predicate<String> wanted, String what, Duration timeout) {
    Optional<OutputLine> line;
    try {
      line = log.await(firstNumber, wanted, timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + what + " of " + dump(), e);
    }
    return line.orElseThrow(
        () -> new AssertionError("not within " + timeout + ": " + what + " of " + dump()));
  }

  /**
   * Writes text and a line end to the standard input, as UTF-8.
   *
   * @throws UncheckedIOException if the process has closed it
   */
  public void writeLine(String text) {
    write((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes to the standard input.
   *
   * @throws UncheckedIOException if the process has closed it
   */
  public void write(byte[] bytes) {
    synchronized (lock) {
      try {
        OutputStream stdin = process.getOutputStream();
        stdin.write(bytes);
        stdin.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Ends the standard input. */
  public void closeInput() {
    synchronized (lock) {
      try {
        process.getOutputStream().close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Kills the process alone (SIGKILL), not its children, and waits until it is dead. */
  public void kill9() {
    tree.remember();
    process.toHandle().destroyForcibly();
    requireEnd(CLOSE_TIMEOUT);
  }

  /** Asks the process to end (SIGTERM); a stopped one hears it after {@link #cont}. */
  public void terminate() {
    tree.remember();
    // Through the handle: Process.destroy would also close the streams and lose the last words.
    process.toHandle().destroy();
  }

  /**
   * Stops it (SIGSTOP): it keeps its sockets, and its peers hear nothing. Where the system tells,
   * under {@code /proc}, this returns when the process stands still.
   */
  public void stop() {
    signal("STOP");
    Path stat = Path.of("/proc", Long.toString(pid()), "stat");
    if (Files.exists(stat)) {
      Await.until(Duration.ofSeconds(5), "process " + pid() + " stopped", () -> isStopped(stat));
    }
  }

  private static boolean isStopped(Path stat) {
    try {
      return Files.readString(stat).contains(") T ");
    } catch (IOException e) {
      return !Files.exists(stat); // It has ended; that is for others to notice.
    }
  }

  /** Continues it after {@link #stop} (SIGCONT). */
  public void cont() {
    signal("CONT");
  }

  /**
   * Sends a signal, named without SIG.
   *
   * @throws IllegalStateException if it cannot be sent
   */
  public void signal(String signal) {
    tree.remember();
    if (!isAlive()) {
      throw new IllegalStateException("already ended: " + name);
    }
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + signal, Long.toString(pid()))
              .redirectErrorStream(true)
              .start();
      String output = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exit = kill.waitFor();
      if (exit != 0) {
        throw new IllegalStateException("kill -" + signal + " " + pid() + ": " + output.trim());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while signalling " + name, e);
    }
  }

  /**
   * Waits for the end.
   *
   * @return the exit value (128 and more: the number of a signal on top), or empty if still alive
   */
  public OptionalInt waitFor(Duration timeout) {
    try {
      if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        return OptionalInt.empty();
      }
      return OptionalInt.of(process.exitValue());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.empty();
    }
  }

  /**
   * Waits for the end and for the rest of the output.
   *
   * @return the exit value
   * @throws AssertionError if it is still alive after {@code timeout}
   */
  public int requireEnd(Duration timeout) {
    int exit =
        waitFor(timeout)
            .orElseThrow(() -> new AssertionError("alive after " + timeout + ": " + dump()));
    // A grandchild may hold the pipes open for ever: the exit value counts even then.
    joinReaders(Duration.ofSeconds(1));
    return exit;
  }

  /** Command line state and output, for a person to read. */
  public String dump() {
    String state = isAlive() ? "alive" : "exit " + process.exitValue();
    return "process " + name + " (pid " + pid() + ", " + state + "):\n" + log;
  }

  /**
   * Kills the process and its descendants.
   *
   * @throws IllegalStateException if something is still there after 10 s
   */
  @Override
  public void close() {
    tree.kill();
    Await.until(
        CLOSE_TIMEOUT, "end of process " + name + " and its children", () -> !tree.isRunning());
    closeStreams();
    if (!joinReaders(CLOSE_TIMEOUT)) {
      throw new IllegalStateException("output of process " + name + " is still open");
    }
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException shuttingDown) {
      // Then the hook runs or ran, and finds nothing left to kill.
    }
  }

  private void closeStreams() {
    try {
      process.getOutputStream().close();
    } catch (IOException brokenPipe) {
      // Bytes that nobody read before the end; there is nobody left to read them.
    }
  }

  private boolean joinReaders(Duration timeout) {
    try {
      for (Thread reader : readers) {
        reader.join(timeout.toMillis());
        if (reader.isAlive()) {
          return false;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return true;
  }

  @Override
  public String toString() {
    return "TestProcess[" + name + ", pid " + pid() + (isAlive() ? "" : ", ended") + "]";
  }
}
