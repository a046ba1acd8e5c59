package org.jbroker.tools.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jbroker.cluster.ClusterNode;
import org.jbroker.cluster.NodeType;
import org.jbroker.tools.cli.Console;
import org.jbroker.tools.cli.OutputClosedException;

/**
 * The processes of {@code cluster run}, and what they print: each line behind the name of its node.
 *
 * <p>Thread-safe: the monitor guards the fields, and whoever waits is notified when a process ends.
 */
final class Fleet implements NodeProcess.Listener, AutoCloseable {

  /** Whoever makes work leaves first, whoever writes it down last: then nothing is lost. */
  private static final List<NodeType> LEAVING =
      List.of(
          NodeType.CONTROL,
          NodeType.WORKER,
          NodeType.PROXY,
          NodeType.MANAGER,
          NodeType.TIME_MACHINE,
          NodeType.LOGGER);

  private static final Duration LEAVE_TIMEOUT = Duration.ofSeconds(10);
  private static final int[] COLOURS = {36, 33, 32, 35, 34, 96, 93, 92, 95, 94};

  private final Console console;
  private final int width;
  private final List<String> names = new ArrayList<>();
  private final List<NodeProcess> running = new ArrayList<>();
  private boolean closing;
  private boolean outputClosed;
  private boolean failed;

  /**
   * Without processes.
   *
   * @param names of all nodes that will be started
   */
  Fleet(Console console, List<String> names) {
    this.console = console;
    this.names.addAll(names);
    width = names.stream().mapToInt(String::length).max().orElse(0);
  }

  /** Starts a node, unless this is closed already. */
  synchronized void start(ClusterNode node, List<String> arguments) {
    if (!closing) {
      running.add(NodeProcess.start(node.name(), node.type(), arguments, this));
    }
  }

  @Override
  public void line(NodeProcess node, String text, boolean isError) {
    String line = prefix(node) + text;
    if (isError) {
      console.err(line);
    } else {
      out(line);
    }
  }

  private void out(String line) {
    try {
      console.out(line);
    } catch (OutputClosedException nobodyReads) {
      synchronized (this) {
        outputClosed = true;
        notifyAll();
      }
    }
  }

  private String prefix(NodeProcess node) {
    String padded = String.format(Locale.ROOT, "%-" + width + "s |", node.name());
    if (!console.hasColour()) {
      return padded + " ";
    }
    int colour = COLOURS[Math.max(0, names.indexOf(node.name())) % COLOURS.length];
    return "\u001b[" + colour + "m" + padded + "\u001b[0m ";
  }

  @Override
  public void ended(NodeProcess node, int exitStatus) {
    boolean unasked;
    synchronized (this) {
      unasked = !closing;
      failed |= unasked;
    }
    out(prefix(node) + "ended" + (unasked ? " by itself, with status " + exitStatus : ""));
    synchronized (this) {
      running.remove(node);
      notifyAll();
    }
  }

  /**
   * Waits until all processes have ended, or nobody reads the output any more.
   *
   * @return whether none of them ended by itself
   */
  synchronized boolean awaitEnd() throws InterruptedException {
    while (!running.isEmpty() && !outputClosed) {
      wait();
    }
    return !failed && !outputClosed;
  }

  /** Makes all nodes leave politely, type by type, and waits until they are gone. */
  @Override
  public void close() {
    synchronized (this) {
      closing = true;
    }
    try {
      for (NodeType type : LEAVING) {
        List<NodeProcess> next;
        synchronized (this) {
          next = running.stream().filter(node -> node.type() == type).toList();
        }
        next.forEach(NodeProcess::terminate);
        for (NodeProcess node : next) {
          node.awaitEndOrKill(LEAVE_TIMEOUT);
        }
      }
      awaitLastWords();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void awaitLastWords() throws InterruptedException {
    long deadlineNanos = System.nanoTime() + LEAVE_TIMEOUT.toNanos();
    long leftMillis = LEAVE_TIMEOUT.toMillis();
    while (!running.isEmpty() && leftMillis > 0) {
      wait(leftMillis);
      leftMillis = Duration.ofNanos(deadlineNanos - System.nanoTime()).toMillis();
    }
  }
}
