package org.jbroker.benchmarks.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Starts each role in a JVM of its own, with this JVM's version and class path.
 *
 * <p>A role's process ends when its handle is closed, when this JVM exits (a shutdown hook), and
 * when this JVM is gone without a word (its standard input ends then, see {@link RoleMain}).
 */
public final class ProcessLauncher implements RoleLauncher {

  private static final long END_SECONDS = 10;

  private final long timeoutNanos;
  private final List<String> jvmOptions;

  /**
   * A launcher.
   *
   * @param timeout how long {@link RoleHandle#await} waits
   * @param jvmOptions of every role's JVM
   */
  public ProcessLauncher(Duration timeout, List<String> jvmOptions) {
    timeoutNanos = timeout.toNanos();
    this.jvmOptions = List.copyOf(jvmOptions);
  }

  @Override
  public RoleHandle launch(
      Class<? extends Role> role, Map<String, String> arguments, String... moreJvmOptions) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(jvmOptions);
    line.addAll(List.of(moreJvmOptions));
    line.add("-cp");
    line.add(System.getProperty("java.class.path"));
    line.add(RoleMain.class.getName());
    line.add(role.getName());
    arguments.forEach((key, value) -> line.add(key + "=" + value));
    try {
      Process process =
          new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      return new Handle(role.getSimpleName(), process, timeoutNanos);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A role's process. A daemon thread named after the role reads what it says. */
  private static final class Handle implements RoleHandle {

    private final String name;
    private final Process process;
    private final long timeoutNanos;
    private final Mail mail = new Mail();
    private final Thread reader;
    private final Thread hook;

    Handle(String name, Process process, long timeoutNanos) {
      this.name = name;
      this.process = process;
      this.timeoutNanos = timeoutNanos;
      hook = new Thread(this::kill, name + "-end");
      Runtime.getRuntime().addShutdownHook(hook);
      reader = new Thread(this::read, "role-" + name + "-" + process.pid());
      reader.setDaemon(true);
      reader.start();
    }

    private void read() {
      try (BufferedReader in =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          if (line.startsWith(RoleMain.MARK + RoleMain.FAILURE + "=")) {
            mail.end(line.substring(line.indexOf('=') + 1));
          } else if (!RoleMain.deliver(line, mail)) {
            System.err.println(name + ": " + line);
          }
        }
      } catch (IOException closed) {
        mail.end(closed.toString());
      }
      mail.end("the process has ended");
    }

    @Override
    public String await(String key) throws InterruptedException {
      try {
        return mail.take(key, timeoutNanos);
      } catch (BenchmarkException e) {
        throw new BenchmarkException(name + ": " + e.getMessage(), e);
      }
    }

    @Override
    public void say(String key, Object value) {
      try {
        OutputStream out = process.getOutputStream();
        out.write((RoleMain.MARK + key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
      } catch (IOException e) {
        throw new BenchmarkException(name + " does not listen", e);
      }
    }

    /** Which ends it; see {@link RoleMain}. */
    private void closeInput() {
      try {
        process.getOutputStream().close();
      } catch (IOException hasEnded) {
        mail.end(hasEnded.toString());
      }
    }

    private void kill() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }

    @Override
    public void close() {
      closeInput();
      try {
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
          kill();
          throw new IllegalStateException(name + " does not end");
        }
        reader.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (InterruptedException e) {
        kill();
        Thread.currentThread().interrupt();
      }
    }
  }
}
