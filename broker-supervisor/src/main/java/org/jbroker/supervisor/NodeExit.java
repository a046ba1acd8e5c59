package org.jbroker.supervisor;

import java.time.Instant;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * How a worker's process ended.
 *
 * @param code the exit code, 0 to 255; empty if it is unknown, since an adopted process is not the
 *     child of the supervisor that saw its end
 * @param at when the supervisor learned of it
 */
public record NodeExit(OptionalInt code, Instant at) {

  /** What the code of a process that a signal ended begins at, as in a shell. */
  private static final int SIGNAL_BASE = 128;

  private static final int LAST_SIGNAL = 64;
  private static final int MAX_CODE = 255;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the code is out of range
   */
  public NodeExit {
    Objects.requireNonNull(at, "at");
    if (code.isPresent() && (code.getAsInt() < 0 || code.getAsInt() > MAX_CODE)) {
      throw new IllegalArgumentException("an exit code is within 0.." + MAX_CODE);
    }
  }

  /** With a code. */
  public static NodeExit of(int code, Instant at) {
    return new NodeExit(OptionalInt.of(code), at);
  }

  /** Of an adopted process. */
  public static NodeExit unknown(Instant at) {
    return new NodeExit(OptionalInt.empty(), at);
  }

  /** Whether it ended with a code of 0. */
  public boolean isSuccess() {
    return code.isPresent() && code.getAsInt() == 0;
  }

  /**
   * For people: {@code exit code 1}, {@code exit code 137 (signal 9)}, {@code exit code unknown}.
   * Java does not tell a process that a signal ended from one that exits with such a code.
   */
  public String text() {
    if (code.isEmpty()) {
      return "exit code unknown";
    }
    int value = code.getAsInt();
    int signal = value - SIGNAL_BASE;
    String suffix = signal > 0 && signal <= LAST_SIGNAL ? " (signal " + signal + ")" : "";
    return "exit code " + value + suffix;
  }
}
