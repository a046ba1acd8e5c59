package org.jbroker.cluster.log;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A column of a log.
 *
 * @param name such as {@code id.orig_h}: 1 to 128 letters, digits and {@code _ . : $ - [ ]}
 * @param type what its values are
 */
public record LogColumn(String name, LogType type) {

  /** The longest name, in characters. */
  public static final int MAX_NAME_LENGTH = 128;

  /** Nothing that would have to be escaped in a header. */
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9_.:$\\[\\]-]{1," + MAX_NAME_LENGTH + "}");

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if it is not of these characters, or too long
   */
  public LogColumn {
    Objects.requireNonNull(type, "type");
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a column has a name of 1 to "
              + MAX_NAME_LENGTH
              + " letters, digits and _ . : $ - [ ], not "
              + Printable.text(name));
    }
  }
}
