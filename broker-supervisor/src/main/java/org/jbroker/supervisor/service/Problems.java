package org.jbroker.supervisor.service;

/** Texts of problems, which may hold what came from outside, for answers and statuses. */
final class Problems {

  private Problems() {}

  /** Text of at most so many characters, each one that can be sent. */
  static String bounded(String text, int maxChars) {
    StringBuilder bounded = new StringBuilder();
    for (int i = 0; i < text.length() && bounded.length() < maxChars; i++) {
      char c = text.charAt(i);
      boolean plain = !Character.isISOControl(c) && !Character.isSurrogate(c);
      bounded.append(plain ? c : '?');
    }
    return bounded.length() < text.length() ? bounded + "..." : bounded.toString();
  }
}
