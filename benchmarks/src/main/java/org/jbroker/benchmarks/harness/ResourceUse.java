package org.jbroker.benchmarks.harness;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What this process has used up so far.
 *
 * @param nanoTime when this was
 * @param cpuNanos of all threads, the garbage collector's included
 * @param allocatedBytes on the heap, by threads that are alive
 * @param waits how often a thread of this process went to sleep (voluntary context switches); 0
 *     where the system has no {@code /proc}
 */
public record ResourceUse(long nanoTime, long cpuNanos, long allocatedBytes, long waits) {

  private static final String WAITS_LABEL = "voluntary_ctxt_switches:";

  /** As it is now. Takes about a millisecond. */
  public static ResourceUse now() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = 0;
    for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
      allocated += Math.max(0, bytes);
    }
    return new ResourceUse(System.nanoTime(), processCpuNanos(), allocated, countWaits());
  }

  /** The processor time of all threads of this process. Takes about a microsecond. */
  public static long processCpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long countWaits() {
    Path tasks = Path.of("/proc/self/task");
    if (!Files.isDirectory(tasks)) {
      return 0;
    }
    long sum = 0;
    try (Stream<Path> each = Files.list(tasks)) {
      for (Path task : each.toList()) {
        sum += waitsOf(task);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sum;
  }

  private static long waitsOf(Path task) {
    List<String> lines;
    try {
      lines = Files.readAllLines(task.resolve("status"));
    } catch (IOException endedMeanwhile) {
      return 0;
    }
    return lines.stream()
        .filter(line -> line.startsWith(WAITS_LABEL))
        .mapToLong(line -> Long.parseLong(line.substring(WAITS_LABEL.length()).strip()))
        .sum();
  }
}
