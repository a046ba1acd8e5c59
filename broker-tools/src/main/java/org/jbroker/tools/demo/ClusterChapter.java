package org.jbroker.tools.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The part of the demo about clusters: six nodes, each a process, count hosts; a proxy is killed,
 * its hosts move to the other one, it comes back, and they return.
 *
 * <p>Used by one thread; {@link CleanUp} ends the processes if the demo is cut short, and {@code
 * ports} is the lock between the two.
 */
final class ClusterChapter implements AutoCloseable {

  private static final String LAYOUT = "cluster-layout.yaml";
  private static final String MOVED = "hosts moved from %s to %s: (\\d+ of \\d+: .*)";
  private static final String SHARED = "hosts are with (proxy-1: \\d+, proxy-2: \\d+)";
  private static final String ALONE = "hosts are with (proxy-1: \\d+)";
  private static final int START_FACTOR = 3;
  private static final String FIRST = "proxy-1";
  private static final String VICTIM = "proxy-2";
  private static final String LOGGER = "logger-1";
  private static final List<String> WORKERS = List.of("worker-1", "worker-2");
  private static final int LISTENERS = 4;

  private final Story story;
  private final Path directory;
  private final List<Socket> ports = new ArrayList<>();
  private final CleanUp cleanUp = new CleanUp("demo-cluster");

  /** The processes run in {@code directory}, which is empty and is deleted in the end. */
  ClusterChapter(Story story, Path directory) {
    this.story = story;
    this.directory = directory;
    cleanUp.add(() -> CleanUp.delete(directory, story));
    cleanUp.add(this::release);
  }

  /**
   * Runs the chapter.
   *
   * @throws DemoFailure if something that it claims was not observed
   */
  void run() throws IOException, InterruptedException {
    story.say("");
    story.say("Six more processes are a cluster that counts hosts:");
    story.say("");
    story.say("    worker-1 --+--> proxy-1 --+--> manager    each host belongs to one proxy;");
    story.say("    worker-2 --+--> proxy-2 --+    (store)    logger-1 writes who comes and goes");
    story.say("");
    writeLayout();
    story.step("Start them, in no particular order.");
    Map<String, Child> nodes = new LinkedHashMap<>();
    for (String name : List.of(WORKERS.get(0), VICTIM, "manager", LOGGER, FIRST, WORKERS.get(1))) {
      nodes.put(name, start(name));
    }
    for (Child node : nodes.values()) {
      started(node);
    }
    List<Child> workers = WORKERS.stream().map(nodes::get).toList();
    agree("both workers give each host to the same proxy", workers, List.of(0, 0), SHARED);

    Child victim = nodes.get(VICTIM);
    List<Integer> said = workers.stream().map(Child::printed).toList();
    story.step("Kill proxy-2 with SIGKILL (kill -9 " + victim.pid() + ").");
    victim.kill();
    String moved = agree("its hosts move to proxy-1", workers, said, moved(VICTIM, FIRST));
    nothingElseMoved(workers, said);
    said = workers.stream().map(Child::printed).toList();
    story.step("Start proxy-2 again.");
    start(VICTIM);
    String returned = agree("hosts return to it", workers, said, moved(FIRST, VICTIM));
    story.expect(
        "they are the same ones",
        timeout -> {
          if (!returned.equals(moved)) {
            throw new DemoFailure("moved: " + moved + "; returned: " + returned);
          }
          return "";
        });
    stored(nodes.get("manager"));

    story.step("Ask worker-1 to end (SIGTERM), then the logger.");
    end(workers.get(0));
    end(nodes.get(LOGGER));
    story.expect("the death of proxy-2 is in the log", timeout -> logLine());
  }

  /** A line of both workers about hosts that moved. */
  private static String moved(String from, String to) {
    return String.format(Locale.ROOT, MOVED, from, to);
  }

  private void writeLayout() throws IOException {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < LISTENERS; i++) {
      numbers.add(port());
    }
    Files.writeString(
        directory.resolve(LAYOUT),
        """
        nodes:
          manager:  {type: manager, ip: 127.0.0.1, port: %s}
          logger-1: {type: logger, ip: 127.0.0.1, port: %s}
          proxy-1:  {type: proxy, ip: 127.0.0.1, port: %s, manager: manager}
          proxy-2:  {type: proxy, ip: 127.0.0.1, port: %s, manager: manager}
          worker-1: {type: worker, ip: 127.0.0.1, manager: manager}
          worker-2: {type: worker, ip: 127.0.0.1, manager: manager}
        """
            .formatted(numbers.toArray()));
    if (!System.getProperty("os.name").startsWith("Linux")) {
      release();
    }
  }

  /**
   * A free port. A bound socket that does not listen holds it: on Linux a node may listen there all
   * the same, and nobody else is given it; elsewhere it is released before nodes start.
   */
  private int port() throws IOException {
    Socket holder = new Socket();
    synchronized (ports) {
      ports.add(holder);
    }
    holder.setReuseAddress(true);
    holder.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
    return holder.getLocalPort();
  }

  private void release() {
    synchronized (ports) {
      for (Socket holder : ports) {
        try {
          holder.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      ports.clear();
    }
  }

  private Child start(String name) {
    Child child =
        new Child(
            name,
            directory,
            "cluster",
            "node",
            "--layout=" + LAYOUT,
            "--node=" + name,
            "--exit-on-eof",
            "--retry=0.2",
            "--rate=50");
    cleanUp.add(child::close);
    return child;
  }

  /** Six at once need their time, on a machine that has other things to do. */
  private void started(Child child) throws InterruptedException {
    story.expect(
        child.name() + " runs, and says that the cluster has started",
        timeout -> {
          child.awaitLine("cluster started", timeout.multipliedBy(START_FACTOR));
          return "process " + child.pid() + ", 127.0.0.1";
        });
  }

  private void nothingElseMoved(List<Child> workers, List<Integer> ignored)
      throws InterruptedException {
    story.expect(
        "no other host moves",
        timeout -> {
          String seen = "";
          for (int i = 0; i < workers.size(); i++) {
            Child worker = workers.get(i);
            // The sum of all moves comes last.
            seen = worker.awaitLine(ignored.get(i), ALONE, timeout).group(1);
            List<String> moves = worker.lines(ignored.get(i), "hosts moved from ");
            if (moves.size() != 1) {
              throw new DemoFailure(worker.name() + " says " + moves);
            }
          }
          return seen;
        });
  }

  private void stored(Child manager) throws InterruptedException {
    int before = manager.printed();
    story.expect(
        "the store on the manager has the sums",
        timeout -> manager.awaitLine(before, "store has (.*)", timeout).group(1));
  }

  /** Both print a line like this, with the same in its group; returns that. */
  private String agree(String claim, List<Child> both, List<Integer> ignored, String pattern)
      throws InterruptedException {
    String[] said = new String[1];
    story.expect(
        claim,
        timeout -> {
          said[0] = both.get(0).awaitLine(ignored.get(0), pattern, timeout).group(1);
          String other = both.get(1).awaitLine(ignored.get(1), pattern, timeout).group(1);
          if (!other.equals(said[0])) {
            throw new DemoFailure("one says " + said[0] + ", the other " + other);
          }
          return said[0];
        });
    return said[0];
  }

  private void end(Child child) throws InterruptedException {
    story.expect(
        child.name() + " ended",
        timeout -> {
          child.terminate(timeout);
          return "";
        });
  }

  private String logLine() {
    Path file = directory.resolve("logs").resolve(LOGGER).resolve("cluster.log");
    try {
      List<String> lines = Files.readAllLines(file);
      String wanted = "node down " + VICTIM;
      if (lines.stream().noneMatch(line -> line.contains(wanted))) {
        throw new DemoFailure("none of " + lines.size() + " lines has \"" + wanted + "\"");
      }
      return lines.stream().filter(line -> !line.startsWith("#")).count() + " records";
    } catch (IOException e) {
      throw new DemoFailure("cannot read " + file + ": " + e.getMessage());
    }
  }

  @Override
  public void close() {
    cleanUp.close();
  }
}
