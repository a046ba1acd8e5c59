package org.jbroker.cluster.log.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jbroker.cluster.log.LogSchema;
import org.jbroker.cluster.log.LoggerOptions;

/**
 * The file of one stream.
 *
 * <pre>
 *   NOT BEGUN          --append--&gt;          OPEN
 *   OPEN               --suspend--&gt;         SUSPENDED
 *   SUSPENDED          --append--&gt;          OPEN
 *   OPEN, SUSPENDED    --rotate, close--&gt;   NOT BEGUN
 * </pre>
 *
 * <p>Begun means that its header is written. {@code goodBytes} says how far the file holds whole
 * lines. A write that fails is undone by cutting the file there, at once or, if that fails, too,
 * before the next write; until then nothing is appended behind the torn line.
 *
 * <p>Not thread-safe: {@link LogFiles} has the lock.
 */
final class LogFile {

  private final LogSchema schema;
  private final Path file;
  private final LineFormat format;
  private final LogStorage storage;
  private final Duration rotationInterval;
  private final long maxBytes;
  private final long headerBytes;

  private LogStorage.OpenLog out;
  private boolean begun;
  private boolean torn;
  private long goodBytes;
  private long rotationBytes;
  private Instant opened = Instant.EPOCH;
  private Instant rotationDue = Instant.MAX;
  private long cutBytes;

  LogFile(LogSchema schema, Path directory, LoggerOptions options, LogStorage storage) {
    this.schema = schema;
    this.storage = storage;
    file = directory.resolve(schema.path() + RotatedNames.EXTENSION);
    format = LineFormat.of(options.format());
    rotationInterval = options.rotationInterval();
    maxBytes = options.maxFileBytes() == 0 ? Long.MAX_VALUE : options.maxFileBytes();
    rotationBytes = maxBytes;
    headerBytes = header(Instant.EPOCH).length();
  }

  private LineBuffer header(Instant openedAt) {
    LineBuffer header = new LineBuffer();
    format.header(schema, openedAt, header);
    return header;
  }

  LogSchema schema() {
    return schema;
  }

  Path path() {
    return file;
  }

  LineFormat format() {
    return format;
  }

  boolean isOpen() {
    return out != null;
  }

  /** How many bytes of a half-written line were found and cut off since this was last asked. */
  long takeCutBytes() {
    long bytes = cutBytes;
    cutBytes = 0;
    return bytes;
  }

  /** Whether there is a file that was begun and not rotated since. */
  boolean isBegun() {
    return begun;
  }

  /** Whether the file is to be rotated before that much more is appended. */
  boolean isRotationDue(Instant now, long moreBytes) {
    boolean holdsRecords = begun && goodBytes > headerBytes;
    return holdsRecords && (!now.isBefore(rotationDue) || !hasRoom(moreBytes));
  }

  /** Whether that much can be appended without a rotation. */
  boolean hasRoom(long moreBytes) {
    return (begun ? goodBytes : headerBytes) + moreBytes <= rotationBytes;
  }

  /**
   * Appends whole lines: all, or, if it throws, none.
   *
   * @throws IOException if they could not be written
   */
  void append(LineBuffer lines, Instant now) throws IOException {
    open(now);
    write(lines);
  }

  private void write(LineBuffer lines) throws IOException {
    try {
      out.write(lines.view());
      goodBytes += lines.length();
    } catch (IOException e) {
      undo(e);
      throw e;
    }
  }

  private void undo(IOException failure) {
    torn = true;
    try {
      out.truncate(goodBytes);
      torn = false;
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    try {
      suspend();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private void open(Instant now) throws IOException {
    if (out != null && Files.exists(file)) {
      return;
    }
    // Not open, or taken away under us: what is written to it then, nobody would ever see.
    suspend();
    if (begun && !isAsWeLeftIt()) {
      begun = false;
    }
    if (!begun && Files.exists(file)) {
      cutBytes += new LeftoverLog(file, format).putAside(schema.path());
    }
    out = storage.open(file);
    if (torn && begun) {
      mend();
    }
    torn = false;
    if (!begun) {
      begin(now);
    }
  }

  /** Cuts a torn line off, or leaves the file closed, and the line to be cut off. */
  private void mend() throws IOException {
    try {
      out.truncate(goodBytes);
    } catch (IOException e) {
      try {
        suspend();
      } catch (IOException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  /** Whether the file holds what was written to it, and behind that at most a torn line. */
  private boolean isAsWeLeftIt() throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    long size = Files.size(file);
    return torn ? size >= goodBytes : size == goodBytes;
  }

  private void begin(Instant now) throws IOException {
    goodBytes = 0;
    opened = now;
    rotationBytes = maxBytes;
    rotationDue = rotationInterval.isZero() ? Instant.MAX : nextRotation(now);
    write(header(now));
    begun = true;
  }

  private Instant nextRotation(Instant now) {
    long interval = rotationInterval.toMillis();
    return Instant.ofEpochMilli(
        Math.multiplyExact(Math.floorDiv(now.toEpochMilli(), interval) + 1, interval));
  }

  /**
   * Finishes the file and gives it the name of a rotated one; the next record begins a new file.
   *
   * @throws IOException if it could not be renamed, and goes on under its name until a rotation is
   *     due again; or if its end could not be written
   */
  void rotate(Instant now) throws IOException {
    if (!begun) {
      return;
    }
    try {
      open(now);
      if (goodBytes == headerBytes) {
        return; // The file was taken away; this is a new one.
      }
      // Renamed while it is open: should that fail, nothing has happened to the file.
      RotatedNames.rename(file, schema.path(), opened);
    } catch (IOException e) {
      rotationBytes = maxBytes > Long.MAX_VALUE - goodBytes ? Long.MAX_VALUE : goodBytes + maxBytes;
      rotationDue = rotationInterval.isZero() ? Instant.MAX : nextRotation(now);
      throw e;
    }
    finish(now);
  }

  /** Finishes the file, which keeps its name. */
  void close(Instant now) throws IOException {
    if (begun) {
      open(now);
      finish(now);
    }
  }

  private void finish(Instant now) throws IOException {
    begun = false;
    LineBuffer footer = new LineBuffer();
    format.footer(now, footer);
    try (LogStorage.OpenLog last = out) {
      out = null;
      last.write(footer.view());
      last.force();
    }
  }

  /** Gives its descriptor back; the next record opens it again. */
  void suspend() throws IOException {
    if (out != null) {
      LogStorage.OpenLog last = out;
      out = null;
      last.close();
    }
  }
}
