package org.jbroker.tools.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Lines of a stream as bytes, since Broker's strings need not be UTF-8. A line ends with a line
 * feed, which is not part of it; the last one may end with the stream. Not thread-safe.
 */
public final class InputLines {

  private static final int BUFFER_BYTES = 1 << 16;

  private final InputStream in;
  private final int maxLineBytes;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int start;
  private int end;
  private long number;

  /** Reads {@code in}; a line of more than {@code maxLineBytes} is an error. */
  public InputLines(InputStream in, int maxLineBytes) {
    this.in = in;
    this.maxLineBytes = maxLineBytes;
  }

  /**
   * The next line, or empty at the end.
   *
   * @throws ToolException if the line is too long
   */
  public Optional<byte[]> next() throws IOException {
    number++;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      if (start == end && !fill()) {
        return line.size() == 0 ? Optional.empty() : Optional.of(line.toByteArray());
      }
      int feed = start;
      while (feed < end && buffer[feed] != '\n') {
        feed++;
      }
      if (line.size() + (feed - start) > maxLineBytes) {
        throw new ToolException(
            "line " + number + " of the input has more than " + maxLineBytes + " bytes");
      }
      line.write(buffer, start, feed - start);
      boolean complete = feed < end;
      start = complete ? feed + 1 : feed;
      if (complete) {
        return Optional.of(line.toByteArray());
      }
    }
  }

  /** The number of the line that {@link #next} returned or refused last, from 1 on. */
  public long number() {
    return number;
  }

  private boolean fill() throws IOException {
    start = 0;
    end = Math.max(0, in.read(buffer));
    return end > 0;
  }
}
