package org.jbroker.cluster.log.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * What stands where a log file is to be opened: left by a logger that was killed, or by one that
 * ended and did not rotate it.
 *
 * <p>A line that has no end was cut while it was written. It is cut off, so that nobody takes a
 * part of a record for a record. Then the file is closed as its writer would have closed it, and
 * gets the name of a rotated file.
 */
final class LeftoverLog {

  private static final int BLOCK_BYTES = 64 * 1024;

  /** Headers are shorter, unless there are very many columns; then the time of the file counts. */
  private static final int HEAD_BYTES = 4 * 1024;

  private static final String OPEN_LINE = "\n#open\t";
  private static final String CLOSE_LINE = "\n#close\t";
  private static final int STAMP_LENGTH = "2026-11-20-15-00-00".length();

  private final Path file;
  private final LineFormat format;

  LeftoverLog(Path file, LineFormat format) {
    this.file = file;
    this.format = format;
  }

  /**
   * Puts the file out of the way. One without records is emptied and stays.
   *
   * @return how many bytes of a half-written line were cut off
   */
  long putAside(String path) throws IOException {
    Instant changed = Files.getLastModifiedTime(file).toInstant();
    Instant opened;
    long cut;
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
      long size = content.length();
      long whole = endOfLastLine(content, size);
      cut = size - whole;
      if (cut > 0) {
        content.setLength(whole);
      }
      String head = text(content, 0, (int) Math.min(whole, HEAD_BYTES));
      if (holdsNoRecord(content, whole)) {
        content.setLength(0);
        return cut;
      }
      opened = openedAt(head).orElse(changed);
      String tail =
          text(content, Math.max(0, whole - HEAD_BYTES), (int) Math.min(whole, HEAD_BYTES));
      if (format.metaMark() != 0 && tail.lastIndexOf(CLOSE_LINE) < lastLine(tail)) {
        LineBuffer footer = new LineBuffer();
        format.footer(changed, footer);
        content.seek(whole);
        content.write(footer.view().array(), 0, footer.length());
      }
    }
    RotatedNames.rename(file, path, opened);
    return cut;
  }

  /** Where the last line of a text that ends with a line's end begins, less one. */
  private static int lastLine(String text) {
    return Math.max(0, text.lastIndexOf('\n', text.length() - 2));
  }

  private static long endOfLastLine(RandomAccessFile content, long size) throws IOException {
    long end = size;
    while (end > 0) {
      int count = (int) Math.min(end, BLOCK_BYTES);
      byte[] block = read(content, end - count, count);
      for (int i = count - 1; i >= 0; i--) {
        if (block[i] == '\n') {
          return end - count + i + 1;
        }
      }
      end -= count;
    }
    return 0;
  }

  /** Whether all lines begin with the mark of a header; a long file is taken to hold records. */
  private boolean holdsNoRecord(RandomAccessFile content, long whole) throws IOException {
    if (whole == 0) {
      return true;
    }
    if (format.metaMark() == 0 || whole > BLOCK_BYTES) {
      return false;
    }
    byte[] all = read(content, 0, (int) whole);
    boolean lineBegins = true;
    for (byte b : all) {
      if (lineBegins && b != format.metaMark()) {
        return false;
      }
      lineBegins = b == '\n';
    }
    return true;
  }

  private static Optional<Instant> openedAt(String head) {
    int at = head.indexOf(OPEN_LINE);
    int from = at + OPEN_LINE.length();
    if (at < 0 || from + STAMP_LENGTH > head.length()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          LineFormat.SECONDS.parse(head.substring(from, from + STAMP_LENGTH), Instant::from));
    } catch (DateTimeException e) {
      // Not a time that we wrote: the file's own time has to do.
      return Optional.empty();
    }
  }

  private static String text(RandomAccessFile content, long from, int count) throws IOException {
    return new String(read(content, from, count), StandardCharsets.ISO_8859_1);
  }

  private static byte[] read(RandomAccessFile content, long from, int count) throws IOException {
    byte[] block = new byte[count];
    content.seek(from);
    content.readFully(block);
    return block;
  }
}
