package org.jbroker.supervisor.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jbroker.supervisor.NodeEnvironment;

/**
 * The marks that workers inherit: the instance in the environment, and locks that are open. Read
 * when they are asked for; those of other users cannot be read, and count as none.
 *
 * <p>They are remembered from scan to scan, since reading all descriptors of a large program takes
 * long. That is sound: a process gets them from its parent when it is forked, so it has them when
 * it is first seen, or never; and one that gives them up later stays what it was. The only process
 * that gets them later is the one that a supervisor starts itself, and it is known by its pid. Who
 * looks for what another supervisor started begins without memories.
 */
final class ProcessMarks {

  private static final byte[] INSTANCE =
      (NodeEnvironment.NODE_INSTANCE + "=").getBytes(StandardCharsets.US_ASCII);

  /** More than an environment has by default: a quarter of a stack of 8 MiB. */
  private static final int MAX_ENVIRONMENT_BYTES = 4 << 20;

  private final Path proc;
  private final Map<ProcessId, String> instances = new HashMap<>();
  private final Map<ProcessId, Set<Path>> locks = new HashMap<>();

  ProcessMarks(Path proc) {
    this.proc = proc;
  }

  /** Forgets those that have ended. */
  void retain(Collection<ProcessId> present) {
    Set<ProcessId> ids = new HashSet<>(present);
    instances.keySet().retainAll(ids);
    locks.keySet().retainAll(ids);
  }

  /** The instance in the environment of a process; empty for none. */
  String instanceOf(ProcessId id) {
    return instances.computeIfAbsent(id, this::readInstance);
  }

  /** The files that a process has open and that are called as locks are. */
  Set<Path> locksOf(ProcessId id) {
    return locks.computeIfAbsent(id, this::readLocks);
  }

  private String readInstance(ProcessId id) {
    byte[] environment;
    try (InputStream in = Files.newInputStream(proc.resolve(id.pid() + "/environ"))) {
      environment = in.readNBytes(MAX_ENVIRONMENT_BYTES);
    } catch (IOException endedOrForbidden) {
      return "";
    }
    int start = 0;
    while (start < environment.length) {
      int end = start;
      while (end < environment.length && environment[end] != 0) {
        end++;
      }
      if (end - start >= INSTANCE.length && startsWithInstance(environment, start)) {
        int from = start + INSTANCE.length;
        return new String(environment, from, end - from, StandardCharsets.ISO_8859_1);
      }
      start = end + 1;
    }
    return "";
  }

  private static boolean startsWithInstance(byte[] bytes, int offset) {
    for (int i = 0; i < INSTANCE.length; i++) {
      if (bytes[offset + i] != INSTANCE[i]) {
        return false;
      }
    }
    return true;
  }

  private Set<Path> readLocks(ProcessId id) {
    Set<Path> open = new HashSet<>();
    try (DirectoryStream<Path> descriptors =
        Files.newDirectoryStream(proc.resolve(id.pid() + "/fd"))) {
      for (Path descriptor : descriptors) {
        Path target = target(descriptor);
        if (target.endsWith(NodeFiles.LOCK)) {
          open.add(target);
        }
      }
    } catch (IOException | DirectoryIteratorException endedOrForbidden) {
      return open;
    }
    return open;
  }

  /** What a descriptor refers to; nothing in particular if it was closed since it was listed. */
  private static Path target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor);
    } catch (IOException closed) {
      return descriptor;
    }
  }
}
