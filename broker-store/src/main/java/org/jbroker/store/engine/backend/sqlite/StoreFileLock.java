package org.jbroker.store.engine.backend.sqlite;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jbroker.spi.BackendException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to use a store file: one backend at a time on this machine has it. It is a lock of the
 * operating system on the file {@code NAME-lock} beside the database, so it ends with its process,
 * however that ends. A lock file without a lock means nothing. It holds one line:
 *
 * <pre>
 *   process PID NONCE     who has locked it; for messages, and to tell it from its successor
 * </pre>
 *
 * <p>The database itself is never opened from Java: on POSIX systems closing any descriptor of a
 * file ends all locks that the process has on it, also those of SQLite.
 *
 * <p>For the same reason this class opens a lock file only once in a process, and needs to know
 * across all endpoints which ones are open: the one static state here, as it mirrors a state of the
 * process.
 *
 * <p>Whoever closes removes the lock file before the lock is gone. Another one may have opened the
 * same file by then and gets a lock on a file without a name; so a lock counts only if the name
 * still leads to the nonce that was written through it.
 *
 * <p>Taken and closed by one thread at a time; no lock.
 */
final class StoreFileLock implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StoreFileLock.class);

  private static final Set<Place> OPEN = ConcurrentHashMap.newKeySet();

  /** Far behind the text: where locks are mandatory, it can be read all the same. */
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  /** More than a lock file ever has: something else that must not be overwritten. */
  private static final int MAX_BYTES = 512;

  /** Each needs another backend that opened and closed in between. */
  private static final int MAX_ATTEMPTS = 100;

  private static final long POLL_NANOS = 20_000_000;

  private static final Pattern HOLDER = Pattern.compile("process (\\d{1,19}) [-\\da-f]+\n");

  private final Path database;
  private final Path path;
  private final Place place;
  private FileChannel locked;

  /**
   * Kept open until the end if it is the same file: closing it would end the lock. Null before the
   * lock is taken.
   */
  private FileChannel named;

  /** A lock file, whichever way leads to its folder. */
  private record Place(Object folder, String name) {
    static Place of(Path path) throws IOException {
      Path folder = path.getParent();
      Object key = Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
      return new Place(key == null ? folder : key, path.getFileName().toString());
    }
  }

  private StoreFileLock(Path database, Path path, Place place) {
    this.database = database;
    this.path = path;
    this.place = place;
  }

  /**
   * Takes the lock.
   *
   * @param database the database; its folder exists, it need not
   * @param patience how long to wait for another process; an interrupt ends it
   * @throws BackendException if another backend has the lock, or there cannot be one; then nothing
   *     is left open
   */
  static StoreFileLock take(Path database, Duration patience) {
    try {
      Path real = real(database);
      Path path = real.resolveSibling(real.getFileName() + "-lock");
      Place place = Place.of(path);
      if (!OPEN.add(place)) {
        throw SqliteFailures.inUse(database, "a store of this process uses it");
      }
      StoreFileLock lock = new StoreFileLock(database, path, place);
      try {
        lock.await(patience);
        return lock;
      } catch (IOException | RuntimeException e) {
        OPEN.remove(place);
        throw e;
      }
    } catch (IOException e) {
      throw SqliteFailures.cannotLock(database, e);
    }
  }

  /** The file that SQLite will open, which follows links; its other files are beside that one. */
  private static Path real(Path file) throws IOException {
    try {
      return file.toRealPath();
    } catch (NoSuchFileException e) {
      return Files.isSymbolicLink(file)
          ? real(file.resolveSibling(Files.readSymbolicLink(file)))
          : file.getParent().toRealPath().resolve(file.getFileName());
    }
  }

  private void await(Duration patience) throws IOException {
    long startNanos = System.nanoTime();
    String holder = attempt();
    while (holder != null) {
      long leftNanos = patience.toNanos() - (System.nanoTime() - startNanos);
      if (leftNanos <= 0 || Thread.currentThread().isInterrupted()) {
        throw SqliteFailures.inUse(database, holder + " uses it");
      }
      LockSupport.parkNanos(Math.min(leftNanos, POLL_NANOS));
      holder = attempt();
    }
  }

  /** Takes the lock; or returns who has it. */
  private String attempt() throws IOException {
    for (int i = 0; i < MAX_ATTEMPTS; i++) {
      requireSmall();
      locked = FileChannel.open(path, Set.of(CREATE, READ, WRITE, NOFOLLOW_LINKS));
      boolean taken = false;
      try {
        if (locked.tryLock(LOCKED_BYTE, 1, false) == null) {
          return holder();
        }
        taken = isNamed();
      } catch (OverlappingFileLockException e) {
        // By another copy of this class, as in a container with several class loaders.
        return "a store of this process";
      } finally {
        if (!taken) {
          locked.close();
        }
      }
      if (taken) {
        return null;
      }
    }
    return "another process";
  }

  /** Before it is opened: it could be a database with an odd name, and in use. */
  private void requireSmall() throws IOException {
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw new IOException(path + " is in the way: it is too large for a lock file");
      }
    } catch (NoSuchFileException e) {
      LOG.trace("there is no {} yet, or no longer", path);
    }
  }

  private String holder() throws IOException {
    Matcher matcher = HOLDER.matcher(text(locked));
    return matcher.matches() ? "process " + matcher.group(1) : "another process";
  }

  /** Leaves a mark in the locked file, and looks whether it is there under the name. */
  private boolean isNamed() throws IOException {
    String line = "process " + ProcessHandle.current().pid() + " " + UUID.randomUUID() + "\n";
    locked.truncate(0);
    locked.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)), 0);
    try {
      named = FileChannel.open(path, Set.of(READ, NOFOLLOW_LINKS));
    } catch (NoSuchFileException e) {
      return false;
    }
    if (text(named).equals(line)) {
      return true;
    }
    named.close();
    return false;
  }

  private static String text(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
    channel.read(bytes, 0);
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
  }

  /** Removes the lock file and the lock. To be called when the database is closed. Idempotent. */
  @Override
  public void close() {
    if (!locked.isOpen()) {
      return;
    }
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.warn("cannot remove {}, which does no harm", path, e);
    }
    try {
      named.close();
      locked.close();
    } catch (IOException e) {
      LOG.warn("cannot close {}", path, e);
    } finally {
      OPEN.remove(place);
    }
  }
}
