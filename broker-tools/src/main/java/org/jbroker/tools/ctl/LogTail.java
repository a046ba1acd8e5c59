package org.jbroker.tools.ctl;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The end of a file that grows, and what is appended to it, line by line. Used by one thread.
 *
 * <p>The file may be rotated as a supervisor does it: copied to {@code FILE.1}, which is another
 * file then, and truncated. What had not been read by then is read from the copy. Of two rotations
 * between two calls, or without a copy, the lines in between are lost.
 *
 * <p>Lines are UTF-8; other bytes become replacement characters. One longer than {@value
 * #MAX_LINE_BYTES} bytes is cut into several.
 */
final class LogTail {

  /** The longest line. */
  static final int MAX_LINE_BYTES = 1 << 16;

  /** How much of the end is searched for the last lines, and read at once later. */
  private static final int BLOCK_BYTES = 1 << 20;

  /** So often a new copy may be there while the file is not truncated yet. */
  private static final int MAX_UNTRUNCATED = 5;

  private final Path file;
  private final Path copy;
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private long position;
  private Object copyKey;
  private int untruncated;

  /** The tail of a file, which need not be there yet. */
  LogTail(Path file) throws IOException {
    this.file = file;
    copy = file.resolveSibling(file.getFileName() + ".1");
    copyKey = key();
  }

  Path file() {
    return file;
  }

  /** The last lines; then {@link #more} returns what follows. A line that is not ended counts. */
  List<String> last(int count) throws IOException {
    long size = size(file);
    position = Math.max(0, size - BLOCK_BYTES);
    boolean isCut = position > 0;
    List<String> lines = new ArrayList<>();
    read(file, lines);
    if (begun.size() > 0) {
      endLine(lines);
    }
    if (isCut && !lines.isEmpty()) {
      lines.remove(0);
    }
    return List.copyOf(lines.subList(Math.max(0, lines.size() - count), lines.size()));
  }

  /** The lines that were ended since the last call. */
  List<String> more() throws IOException {
    List<String> lines = new ArrayList<>();
    Object key = key();
    long size = size(file);
    if (!Objects.equals(key, copyKey) && key != null) {
      if (size >= size(copy) && untruncated++ < MAX_UNTRUNCATED) {
        return lines; // Between the copy and the truncation; soon it is clear where to read on.
      }
      read(copy, lines);
      position = 0;
    } else if (size < position) {
      position = 0;
    }
    untruncated = 0;
    copyKey = key;
    read(file, lines);
    return lines;
  }

  private Object key() throws IOException {
    try {
      return Files.readAttributes(copy, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException none) {
      return null;
    }
  }

  private static long size(Path path) throws IOException {
    try {
      return Files.size(path);
    } catch (NoSuchFileException none) {
      return 0;
    }
  }

  private void read(Path path, List<String> lines) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BLOCK_BYTES);
    try (SeekableByteChannel in = Files.newByteChannel(path)) {
      in.position(position);
      // One block: a flood is followed at the pace at which it is printed.
      int count = in.read(buffer);
      position += Math.max(0, count);
    } catch (NoSuchFileException none) {
      return;
    }
    buffer.flip();
    while (buffer.hasRemaining()) {
      byte b = buffer.get();
      if (b == '\n') {
        endLine(lines);
      } else {
        if (begun.size() == MAX_LINE_BYTES) {
          endLine(lines);
        }
        begun.write(b);
      }
    }
  }

  private void endLine(List<String> lines) {
    lines.add(begun.toString(StandardCharsets.UTF_8));
    begun.reset();
  }
}
