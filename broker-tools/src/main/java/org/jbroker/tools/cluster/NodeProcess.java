package org.jbroker.tools.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jbroker.cluster.NodeType;
import org.jbroker.tools.cli.OutputClosedException;
import org.jbroker.tools.cli.OwnProcess;
import org.jbroker.tools.cli.ToolException;

/**
 * A node of {@code cluster run}: this program again, in a JVM of its own.
 *
 * <p>It cannot outlive this one: it ends by itself when its standard input does, which this process
 * holds and never writes to. Thread-safe: two daemon threads read its output to the end, a third
 * waits for its end.
 */
final class NodeProcess {

  private static final int HEAP_MEBIBYTES = 128;
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  /** What hears of a node; called by several threads. */
  interface Listener {

    /** It printed a line. */
    void line(NodeProcess node, String text, boolean isError);

    /** It ended; no line follows. */
    void ended(NodeProcess node, int exitStatus);
  }

  private final String name;
  private final NodeType type;
  private final Process process;

  private NodeProcess(String name, NodeType type, Process process) {
    this.name = name;
    this.type = type;
    this.process = process;
  }

  /**
   * Starts a process.
   *
   * @param arguments those of the {@code broker} command
   * @throws ToolException if it cannot be started
   */
  static NodeProcess start(String name, NodeType type, List<String> arguments, Listener listener) {
    Process process;
    try {
      process = OwnProcess.deafToInterrupts(OwnProcess.builder(HEAP_MEBIBYTES, arguments)).start();
    } catch (IOException e) {
      throw new ToolException("cannot start a process for " + name + ": " + e.getMessage());
    }
    NodeProcess node = new NodeProcess(name, type, process);
    Thread out =
        node.reader("out", process.getInputStream(), text -> listener.line(node, text, false));
    Thread err =
        node.reader("err", process.getErrorStream(), text -> listener.line(node, text, true));
    node.thread("end", () -> node.awaitEnd(List.of(out, err), listener));
    return node;
  }

  private Thread reader(String what, InputStream stream, Consumer<String> line) {
    return thread(what, () -> read(stream, line));
  }

  private Thread thread(String what, Runnable body) {
    Thread thread = new Thread(body, "cluster-run-" + name + "-" + what);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void read(InputStream stream, Consumer<String> line) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String text = in.readLine(); text != null; text = in.readLine()) {
        line.accept(text);
      }
    } catch (IOException | OutputClosedException over) {
      // The pipe broke with the process, or there is nobody to print for: whoever waits for the
      // end finds out the rest.
      return;
    }
  }

  private void awaitEnd(List<Thread> readers, Listener listener) {
    try {
      int status = process.waitFor();
      for (Thread reader : readers) {
        reader.join(LAST_WORDS.toMillis());
      }
      listener.ended(this, status);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  String name() {
    return name;
  }

  NodeType type() {
    return type;
  }

  /** SIGTERM: it leaves politely. */
  void terminate() {
    // Not Process.destroy, which closes the streams and loses the last words.
    process.toHandle().destroy();
  }

  /** Waits for its end, and kills it if it takes longer than {@code timeout}. */
  void awaitEndOrKill(Duration timeout) throws InterruptedException {
    if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      process.toHandle().destroyForcibly();
      process.waitFor();
    }
  }
}
