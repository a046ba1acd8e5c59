package org.jbroker.benchmarks.transport;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jbroker.benchmarks.harness.BenchmarkException;

/**
 * A {@code nats-server} on a free port of 127.0.0.1, if one is installed. A shell stands before it
 * that kills it when its own standard input ends: so it does not outlive this process, whatever
 * happens to that.
 */
public final class NatsServer implements AutoCloseable {

  private static final String COMMAND = "nats-server";
  private static final String GUARD = "\"$@\" 2>&1 & server=$!; cat >&2; kill -9 $server";
  private static final Pattern LISTENING =
      Pattern.compile("Listening for client connections on 127\\.0\\.0\\.1:(\\d+)");
  private static final Pattern READY = Pattern.compile("Server is ready");

  private final Process guard;
  private final String address;

  private NatsServer(Process guard, String address) {
    this.guard = guard;
    this.address = address;
  }

  /** The program's path; empty if it is not installed. */
  public static Optional<Path> find() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, COMMAND))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts one and waits until it listens. */
  public static NatsServer start() throws IOException {
    Path program = find().orElseThrow(() -> new BenchmarkException(COMMAND + " is not installed"));
    Process guard =
        new ProcessBuilder(
                "sh", "-c", GUARD, "sh", program.toString(), "-a", "127.0.0.1", "-p", "-1")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(guard.getInputStream(), StandardCharsets.UTF_8));
    String port = null;
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        port = listening.group(1);
      } else if (port != null && READY.matcher(line).find()) {
        return new NatsServer(guard, port);
      }
    }
    guard.destroyForcibly();
    throw new BenchmarkException(COMMAND + " did not start");
  }

  /** Where it listens: its port. */
  public String address() {
    return address;
  }

  @Override
  public void close() {
    try {
      guard.getOutputStream().close();
      if (!guard.waitFor(10, TimeUnit.SECONDS)) {
        guard.descendants().forEach(ProcessHandle::destroyForcibly);
        guard.destroyForcibly();
        throw new IllegalStateException(COMMAND + " does not end");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Its input has ended, so it ends, too.
    }
  }
}
