package org.jbroker.testkit.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Says how to start a {@link TestProcess}: made by {@link TestProcess#command} and {@link
 * TestProcess#java(Class, String...)}. Not thread-safe.
 */
public final class TestProcessBuilder {

  private static final int DEFAULT_MAX_LINES = 10_000;
  private static final int DEFAULT_HEAP_MEBIBYTES = 128;

  private final String mainClass;
  private final List<String> arguments;
  private final List<String> jvmOptions = new ArrayList<>();
  final Map<String, String> environment = new TreeMap<>();
  private int maxHeapMebibytes = DEFAULT_HEAP_MEBIBYTES;
  List<String> command;
  String name;
  Path directory;
  int maxLines = DEFAULT_MAX_LINES;

  TestProcessBuilder(String name, List<String> command) {
    this.name = name;
    this.command = command;
    mainClass = null;
    arguments = List.of();
  }

  TestProcessBuilder(String name, String mainClass, String... arguments) {
    this.name = name;
    this.mainClass = Objects.requireNonNull(mainClass, "mainClass");
    this.arguments = List.of(arguments);
  }

  /** The name in dumps; by default that of the program. */
  public TestProcessBuilder name(String newName) {
    name = Objects.requireNonNull(newName, "newName");
    return this;
  }

  /** The working directory; by default that of this JVM. */
  public TestProcessBuilder directory(Path newDirectory) {
    directory = newDirectory;
    return this;
  }

  /** A variable on top of the environment of this JVM. */
  public TestProcessBuilder environment(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** How many lines are kept, the last ones; by default 10,000. */
  public TestProcessBuilder maxLines(int newMaxLines) {
    if (newMaxLines < 1) {
      throw new IllegalArgumentException("not positive: " + newMaxLines);
    }
    maxLines = newMaxLines;
    return this;
  }

  /** The largest heap of a JVM, in MiB; by default 128. */
  public TestProcessBuilder maxHeapMebibytes(int newMaxHeapMebibytes) {
    maxHeapMebibytes = newMaxHeapMebibytes;
    return this;
  }

  /** Further options of a JVM, before the main class. */
  public TestProcessBuilder jvmOptions(String... options) {
    jvmOptions.addAll(List.of(options));
    return this;
  }

  /**
   * Starts the process.
   *
   * @throws UncheckedIOException if it cannot be started
   */
  public TestProcess start() {
    if (mainClass != null) {
      command = javaCommand();
    }
    try {
      return new TestProcess(this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> javaCommand() {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-Xmx" + maxHeapMebibytes + "m");
    // Many small JVMs side by side: start fast and with few threads.
    line.add("-XX:+UseSerialGC");
    line.add("-XX:TieredStopAtLevel=1");
    line.addAll(jvmOptions);
    line.add("-cp");
    line.add(System.getProperty("java.class.path"));
    line.add(mainClass);
    line.addAll(arguments);
    return line;
  }
}
