package org.jbroker.cluster.log.file;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jbroker.BrokerError;
import org.jbroker.ErrorCode;
import org.jbroker.cluster.log.LogLoss;
import org.jbroker.cluster.log.LogSchema;
import org.jbroker.cluster.log.LoggerOptions;
import org.jbroker.data.Data;

/**
 * The files of a logger: one for each stream, in one folder.
 *
 * <p>Rows are in the file, as far as the operating system is concerned, when {@link #write}
 * returns; they are forced to the disk when a file is rotated or closed. What cannot be written is
 * counted as lost, and reported once for each file until it can be written again.
 *
 * <p>Streams come from the network, so they are bounded in number, as are the files that are open
 * at a time; the one that was written longest ago is closed and opened again when it is its turn.
 *
 * <p>Any thread may call. {@code lock} guards the files and is held while they are written; reports
 * are made after it is released.
 */
public final class LogFiles implements AutoCloseable {

  /** Lines are written in parts of about this size. */
  private static final int CHUNK_BYTES = 64 * 1024;

  private final LoggerOptions options;
  private final Path directory;
  private final InstantSource clock;
  private final LogTally tally;
  private final Consumer<? super BrokerError> onError;
  private final LogStorage storage;
  private final DirectoryLock directoryLock;

  private final Object lock = new Object();

  /** By path, the one that was written longest ago first. */
  private final Map<String, LogFile> files = new LinkedHashMap<>(16, 0.75f, true);

  /** How many records each file that cannot be written has lost. */
  private final Map<LogFile, Long> failing = new HashMap<>();

  private boolean closed;

  /**
   * Files in a folder, which is created.
   *
   * @param onError told, on the thread that writes, what went wrong and with which file
   * @throws org.jbroker.BrokerException with {@link ErrorCode#CANNOT_OPEN_FILE} if the folder
   *     cannot be used, or another logger uses it
   */
  public LogFiles(
      LoggerOptions options,
      Path directory,
      InstantSource clock,
      LogTally tally,
      Consumer<? super BrokerError> onError) {
    this(options, directory, clock, tally, onError, LogStorage.DISK);
  }

  LogFiles(
      LoggerOptions options,
      Path directory,
      InstantSource clock,
      LogTally tally,
      Consumer<? super BrokerError> onError,
      LogStorage storage) {
    this.options = options;
    this.directory = directory;
    this.clock = clock;
    this.tally = tally;
    this.onError = onError;
    this.storage = storage;
    directoryLock = DirectoryLock.of(directory);
  }

  /**
   * Writes rows that {@link LogSchema#row} or the wire made for that schema.
   *
   * @throws IllegalArgumentException if the stream cannot be taken: there are too many, or the file
   *     of that path has other columns; nothing is written or counted then
   */
  public void write(LogSchema schema, List<List<Data>> rows) {
    Reports reports = new Reports();
    synchronized (lock) {
      if (closed) {
        tally.lost(LogLoss.CLOSED, rows.size());
        return;
      }
      write(file(schema), rows, reports);
      spareDescriptors(reports);
    }
    reports.tell();
  }

  private LogFile file(LogSchema schema) {
    LogFile file = files.get(schema.path());
    if (file != null && file.schema().columns().equals(schema.columns())) {
      return file;
    }
    if (file != null && file.isBegun()) {
      throw new IllegalArgumentException(
          "the log " + schema.path() + " has other columns than those of " + schema.streamId());
    }
    if (file == null && files.size() >= options.maxStreams()) {
      // Streams that were rotated and have no file now make room.
      files.values().removeIf(old -> !old.isBegun() && !failing.containsKey(old));
    }
    if (file == null && files.size() >= options.maxStreams()) {
      throw new IllegalArgumentException(
          "there are "
              + options.maxStreams()
              + " log streams, so "
              + schema.streamId()
              + " is not written (LoggerOptions.maxStreams)");
    }
    LogFile added = new LogFile(schema, directory, options, storage);
    files.put(schema.path(), added);
    failing.remove(file);
    return added;
  }

  private void write(LogFile file, List<List<Data>> rows, Reports reports) {
    Instant now = clock.instant();
    LineBuffer lines = new LineBuffer();
    int held = 0;
    int done = 0;
    try {
      for (List<Data> row : rows) {
        int before = lines.length();
        file.format().line(file.schema(), row, lines);
        held++;
        if (held > 1 && !file.hasRoom(lines.length())) {
          // The last line begins the next file.
          byte[] last = lines.cut(before);
          append(file, lines, now, reports);
          done += held - 1;
          lines.cut(0);
          lines.put(last, 0, last.length);
          held = 1;
        } else if (lines.length() >= CHUNK_BYTES) {
          append(file, lines, now, reports);
          done += held;
          lines.cut(0);
          held = 0;
        }
      }
      if (held > 0) {
        append(file, lines, now, reports);
        done += held;
      }
      recovered(file, reports);
    } catch (IOException e) {
      failed(file, rows.size() - done, e, reports);
    }
    tally.written(done);
  }

  private void append(LogFile file, LineBuffer lines, Instant now, Reports reports)
      throws IOException {
    if (file.isRotationDue(now, lines.length())) {
      rotate(file, now, reports);
    }
    file.append(lines, now);
    long cut = file.takeCutBytes();
    if (cut > 0) {
      reports.add(
          ErrorCode.UNSPECIFIED,
          file.path(),
          "cut " + cut + " bytes of a half-written line off the file that was there");
    }
  }

  private void rotate(LogFile file, Instant now, Reports reports) {
    try {
      file.rotate(now);
    } catch (IOException e) {
      reports.add(ErrorCode.CANNOT_WRITE_FILE, file.path(), "not rotated: " + e);
    }
  }

  private void failed(LogFile file, long records, IOException e, Reports reports) {
    tally.lost(LogLoss.WRITE_FAILED, records);
    if (failing.merge(file, records, Long::sum) == records) {
      reports.add(
          ErrorCode.CANNOT_WRITE_FILE,
          file.path(),
          e + "; records are lost until it can be written");
    }
  }

  private void recovered(LogFile file, Reports reports) {
    Long records = failing.remove(file);
    if (records != null) {
      reports.add(
          ErrorCode.CANNOT_WRITE_FILE,
          file.path(),
          "can be written again; " + records + " records were lost");
    }
  }

  private void spareDescriptors(Reports reports) {
    long open = files.values().stream().filter(LogFile::isOpen).count();
    for (LogFile file : files.values()) {
      if (open <= options.maxOpenFiles()) {
        return;
      }
      if (file.isOpen()) {
        suspend(file, reports);
        open--;
      }
    }
  }

  private static void suspend(LogFile file, Reports reports) {
    try {
      file.suspend();
    } catch (IOException e) {
      reports.add(ErrorCode.CANNOT_WRITE_FILE, file.path(), e.toString());
    }
  }

  /** Rotates the files whose time has come, though nobody writes to them. */
  public void tick() {
    Reports reports = new Reports();
    synchronized (lock) {
      Instant now = clock.instant();
      for (LogFile file : files.values()) {
        if (file.isRotationDue(now, 0)) {
          rotate(file, now, reports);
        }
      }
    }
    reports.tell();
  }

  /** Ends all files, which keep their names until the next logger rotates them. Idempotent. */
  @Override
  public void close() {
    Reports reports = new Reports();
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      Instant now = clock.instant();
      for (LogFile file : files.values()) {
        try {
          file.close(now);
        } catch (IOException e) {
          reports.add(ErrorCode.CANNOT_WRITE_FILE, file.path(), "not closed: " + e);
        }
        Long records = failing.remove(file);
        if (records != null) {
          reports.add(
              ErrorCode.CANNOT_WRITE_FILE,
              file.path(),
              records + " records were lost until the end");
        }
      }
      files.clear();
      try {
        directoryLock.close();
      } catch (IOException e) {
        reports.add(ErrorCode.CANNOT_WRITE_FILE, directory, "not unlocked: " + e);
      }
    }
    reports.tell();
  }

  /** What is to be told when no lock is held any more. */
  private final class Reports {

    private final Map<Path, BrokerError> errors = new LinkedHashMap<>();

    /** Notes what happened to a file; what happened first counts. */
    void add(ErrorCode code, Path file, String what) {
      errors.putIfAbsent(file, BrokerError.of(code, file.toAbsolutePath() + ": " + what));
    }

    void tell() {
      errors.values().forEach(onError);
    }
  }
}
