package org.jbroker.runtime.config;

import java.net.URI;
import java.net.URISyntaxException;

/** Walks over the characters of a configuration file and knows where it is. For one thread. */
final class ConfigScanner {

  /** What {@link #peek} returns after the last character. */
  static final int END = -1;

  private final String source;
  private final String text;
  private int at;
  private int line = 1;
  private int column = 1;

  ConfigScanner(String source, String text) {
    this.source = source;
    this.text = text;
    if (text.startsWith("\uFEFF")) {
      at = 1;
    }
  }

  /** The next character, or {@link #END}. */
  int peek() {
    return at < text.length() ? text.charAt(at) : END;
  }

  /** Passes the next character. */
  void advance() {
    if (text.charAt(at) == '\n') {
      line++;
      column = 1;
    } else {
      column++;
    }
    at++;
  }

  /** Passes the next character if it is this one. */
  boolean accept(char expected) {
    if (peek() != expected) {
      return false;
    }
    advance();
    return true;
  }

  /** File, line and column of the next character; both count from 1. */
  String where() {
    return source + ":" + line + ":" + column;
  }

  /** The error that something else was expected here. */
  IllegalArgumentException expected(String what) {
    String found =
        peek() == END
            ? "the end of the file"
            : peek() == '\n' ? "the end of the line" : Describe.quoted(text.substring(at, at + 1));
    return new IllegalArgumentException(where() + ": expected " + what + ", found " + found);
  }

  /** Passes spaces and tabs. */
  void skipBlanks() {
    while (isBlank(peek())) {
      advance();
    }
  }

  /**
   * Passes everything that means nothing: blanks, line ends, comments.
   *
   * @return whether a line ended
   */
  boolean skipToContent() {
    int before = line;
    while (true) {
      int c = peek();
      if (c == '#' || c == ';') {
        while (peek() != END && peek() != '\n') {
          advance();
        }
      } else if (c == '\n' || isBlank(c)) {
        advance();
      } else {
        return line != before;
      }
    }
  }

  /** A bare part of a key; empty if there is none here. */
  String bareKey() {
    int start = at;
    while (isKeyCharacter(peek())) {
      advance();
    }
    return text.substring(start, at);
  }

  /** A string in single or double quotes, whose opening quote is next. */
  String quoted() {
    String start = where();
    int quote = peek();
    advance();
    StringBuilder out = new StringBuilder();
    while (peek() != quote) {
      int c = peek();
      if (c == END || c == '\n') {
        throw new IllegalArgumentException(
            start + ": the string has no closing " + (char) quote + " on its line");
      }
      if (c == '\\') {
        advance();
        out.append(escaped());
      } else {
        out.append((char) c);
      }
      advance();
    }
    advance();
    return out.toString();
  }

  private char escaped() {
    return switch (peek()) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case '\\' -> '\\';
      case '"' -> '"';
      case '\'' -> '\'';
      default -> throw expected("n, r, t, a backslash or a quote after a backslash");
    };
  }

  /** An URI in angle brackets, whose opening bracket is next. */
  URI uri() {
    String start = where();
    advance();
    int from = at;
    while (peek() != '>') {
      if (peek() == END || peek() == '\n') {
        throw new IllegalArgumentException(start + ": the URI has no closing > on its line");
      }
      advance();
    }
    String inside = text.substring(from, at).strip();
    advance();
    try {
      return new URI(inside);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          start + ": expected a URI in angle brackets: " + e.getReason(), e);
    }
  }

  /** An unquoted word up to a blank or a character that has a meaning; empty if there is none. */
  String word() {
    int start = at;
    while (peek() != END && !isBlank(peek()) && "\n,;#[]{}<>=:'\"".indexOf(peek()) < 0) {
      advance();
    }
    return text.substring(start, at);
  }

  private static boolean isBlank(int c) {
    return c == ' ' || c == '\t' || c == '\r';
  }

  private static boolean isKeyCharacter(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '-'
        || c == '_';
  }
}
