package org.jbroker.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.DumpOnFailure;
import org.jbroker.testkit.net.HeldPort;
import org.jbroker.testkit.process.OutputLine;
import org.jbroker.testkit.process.TestProcess;

/**
 * Nodes as processes, which can be killed, come back on their ports, and are asked what they see.
 * Confined to the test's thread.
 */
final class ProcessCluster implements AutoCloseable {

  /** Long enough for a machine that is busy; nothing waits that long when all is well. */
  static final Duration SOON = Duration.ofSeconds(120);

  private static final String HOST = "127.0.0.1";

  private final Path directory;
  private final DumpOnFailure dump;
  private final Map<String, NodeType> types = new LinkedHashMap<>();
  private final Map<String, HeldPort> ports = new LinkedHashMap<>();
  private final Map<String, TestProcess> running = new LinkedHashMap<>();
  private final List<TestProcess> ended = new ArrayList<>();
  private final Map<String, String> ids = new LinkedHashMap<>();
  private final Set<String> versionOne = new TreeSet<>();
  private int questions;

  /** Files are in {@code directory}. */
  ProcessCluster(Path directory, DumpOnFailure dump) {
    this.directory = directory;
    this.dump = dump;
  }

  /** Adds a node; workers do not listen. */
  ProcessCluster node(String name, NodeType type) {
    types.put(name, type);
    if (type != NodeType.WORKER) {
      ports.put(name, new HeldPort());
    }
    return this;
  }

  /** Lets a node speak version 1 only. */
  void versionOne(String name) {
    versionOne.add(name);
  }

  List<String> names() {
    return List.copyOf(types.keySet());
  }

  List<String> names(NodeType type) {
    return types.keySet().stream().filter(name -> types.get(name) == type).toList();
  }

  NodeType type(String name) {
    return types.get(name);
  }

  ClusterLayout layout() {
    ClusterLayout.Builder layout = ClusterLayout.builder();
    types.forEach(
        (name, type) -> {
          int port = ports.containsKey(name) ? ports.get(name).number() : 0;
          ClusterNode node = ClusterNode.of(name, type, HOST, port);
          boolean managed = type == NodeType.WORKER || type == NodeType.PROXY;
          layout.node(managed ? node.withManager("manager") : node);
        });
    return layout.build();
  }

  /** Starts a process, without waiting for it. */
  void start(String name) {
    Path file = directory.resolve("layout.yaml");
    try {
      Files.writeString(file, layout().toYaml());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String version = versionOne.contains(name) ? "1" : "64";
    running.put(
        name,
        dump.add(
            TestProcess.java(NodeMain.class, file.toString(), name, directory.toString(), version)
                .name(name)
                .maxHeapMebibytes(64)
                .start()));
  }

  /** The process of a node. */
  TestProcess process(String name) {
    return running.get(name);
  }

  boolean isRunning(String name) {
    return running.containsKey(name);
  }

  /** The id of its endpoint, of its current or last process. */
  String id(String name) {
    TestProcess process = running.get(name);
    if (process != null) {
      ids.put(name, process.awaitLine(Pattern.compile("^joined "), SOON).substring(7));
    }
    return ids.get(name);
  }

  /** SIGKILL. */
  void kill(String name) {
    id(name);
    TestProcess process = running.remove(name);
    process.kill9();
    ended.add(process);
  }

  /** Lets it leave politely; {@link #awaitLeft} waits for it. */
  void beginToLeave(String name) {
    id(name);
    running.get(name).closeInput();
  }

  /** Waits for the end of a node that was told to leave. */
  void awaitLeft(String name) {
    TestProcess process = running.remove(name);
    process.awaitLine(Pattern.compile("^left$"), SOON);
    if (process.requireEnd(SOON) != 0) {
      throw new AssertionError(process.dump());
    }
    ended.add(process);
  }

  /** Asks without waiting for the answer; returns what {@link #answer} needs. */
  int ask(String name, String question) {
    int number = ++questions;
    running.get(name).writeLine(number + " " + question);
    return number;
  }

  /** The answer to a question. */
  String answer(String name, int number) {
    Pattern start = Pattern.compile("^" + number + " ");
    String line = running.get(name).awaitLine(start, SOON);
    return line.substring(line.indexOf(' ') + 1);
  }

  /** What a node says now. */
  String query(String name, String question) {
    return answer(name, ask(name, question));
  }

  /** Asks until the answer will do. */
  String await(String name, String question, Predicate<String> accepted) {
    return Await.value(SOON, name + ": " + question, () -> query(name, question), accepted);
  }

  /** Waits for an event, of the node's current process. */
  void awaitEvent(String name, String event) {
    running.get(name).awaitLine(Pattern.compile("^event " + Pattern.quote(event) + "$"), SOON);
  }

  /** The events of a node's current process so far that begin with this. */
  List<String> events(String name, String prefix) {
    return running.get(name).lines().stream()
        .map(OutputLine::text)
        .filter(line -> line.startsWith("event " + prefix))
        .map(line -> line.substring("event ".length()))
        .toList();
  }

  /** Who is connected to a node when all run: Zeek's rules, told anew. */
  Set<String> neighbours(String name) {
    NodeType own = types.get(name);
    Set<String> all = new TreeSet<>();
    types.forEach(
        (other, type) -> {
          boolean sameKind = own == type;
          if (!sameKind && !other.equals(name)) {
            all.add(other);
          }
        });
    return all;
  }

  /** Lines of records in the files of all loggers. */
  List<String> logged() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String logger : names(NodeType.LOGGER)) {
      Path files = directory.resolve(logger);
      if (Files.exists(files)) {
        try (Stream<Path> all = Files.list(files)) {
          for (Path file : all.filter(path -> path.toString().endsWith(".log")).toList()) {
            Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("#"))
                .forEach(lines::add);
          }
        }
      }
    }
    return lines;
  }

  @Override
  public void close() {
    running.values().forEach(TestProcess::close);
    ended.forEach(TestProcess::close);
    ports.values().forEach(HeldPort::close);
  }
}
