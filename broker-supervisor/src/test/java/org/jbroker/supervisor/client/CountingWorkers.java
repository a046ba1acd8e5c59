package org.jbroker.supervisor.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jbroker.supervisor.NodeConfig;
import org.jbroker.testkit.Await;

/**
 * Workers that count for as long as they live, and write down who they are when they start: so it
 * is known how often each was started, whether two ran at once, and whether they go on.
 */
final class CountingWorkers {

  /** Whoever was started before and is still there when this one starts is told of. */
  private static final String SCRIPT =
      """
      for other in $(cat "$FILES.starts" 2>/dev/null); do
        if kill -0 "$other" 2>/dev/null; then echo "$other $$" >>"$FILES.doubles"; fi
      done
      echo $$ >>"$FILES.starts"
      n=0
      while :; do
        n=$((n + 1))
        echo $n >"$FILES.count"
        sleep 0.05
      done
      """;

  private final Path folder;
  private final List<String> names = new ArrayList<>();

  /** Workers that write into a folder. */
  CountingWorkers(Path folder, int number) {
    this.folder = folder;
    for (int i = 1; i <= number; i++) {
      names.add("counter-" + i);
    }
  }

  List<String> names() {
    return names;
  }

  NodeConfig config(String name) {
    return NodeConfig.builder(name, "/bin/sh", "-c", SCRIPT)
        .env(Map.of("FILES", folder.resolve(name).toString()))
        .stopGrace(Duration.ofSeconds(5))
        .build();
  }

  /** The pids with which a worker was started, in order. */
  List<Long> starts(String name) {
    return lines(name + ".starts").stream().map(Long::parseLong).toList();
  }

  /** Waits until each of them has counted further. */
  void awaitProgress(Duration timeout) {
    for (String name : names) {
      String before = String.valueOf(lines(name + ".count"));
      Await.until(
          timeout,
          name + " counts on from " + before,
          () -> {
            List<String> now = lines(name + ".count");
            return !now.isEmpty() && !String.valueOf(now).equals(before);
          });
    }
  }

  /** Each was started once and never twice at a time. */
  void requireStartedOnce() {
    for (String name : names) {
      assertThat(lines(name + ".doubles")).as("two of %s at once", name).isEmpty();
      assertThat(starts(name)).as("starts of %s", name).hasSize(1);
    }
  }

  private List<String> lines(String file) {
    try {
      return Files.readAllLines(folder.resolve(file));
    } catch (NoSuchFileException notYet) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
