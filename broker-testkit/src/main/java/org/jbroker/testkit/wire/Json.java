package org.jbroker.testkit.wire;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A strict reader of JSON (RFC 8259) for capture files: maps, lists, strings, {@link BigDecimal}s,
 * booleans; no null, no repeated keys, at most {@value #MAX_DEPTH} levels.
 */
final class Json {

  static final int MAX_DEPTH = 32;

  private final String text;
  private int position;

  private Json(String text) {
    this.text = text;
  }

  /**
   * Reads one value that is the whole text.
   *
   * @throws IllegalArgumentException naming the offset, if it is not strict JSON
   */
  static Object parse(String text) {
    Json json = new Json(text);
    Object value = json.value(0);
    json.space();
    if (json.position < text.length()) {
      throw json.wrong("something after the end");
    }
    return value;
  }

  private Object value(int depth) {
    if (depth > MAX_DEPTH) {
      throw wrong("more than " + MAX_DEPTH + " levels");
    }
    space();
    return switch (peek()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> string();
      case 't' -> literal("true", Boolean.TRUE);
      case 'f' -> literal("false", Boolean.FALSE);
      default -> number();
    };
  }

  private Map<String, Object> object(int depth) {
    Map<String, Object> members = new LinkedHashMap<>();
    position++;
    space();
    if (peek() == '}') {
      position++;
      return members;
    }
    do {
      space();
      if (peek() != '"') {
        throw wrong("a key must be a string");
      }
      String key = string();
      space();
      require(':');
      if (members.put(key, value(depth + 1)) != null) {
        throw wrong("the key \"" + key + "\" twice");
      }
      space();
    } while (more('}'));
    return members;
  }

  private List<Object> array(int depth) {
    List<Object> elements = new ArrayList<>();
    position++;
    space();
    if (peek() == ']') {
      position++;
      return elements;
    }
    do {
      elements.add(value(depth + 1));
      space();
    } while (more(']'));
    return elements;
  }

  private boolean more(char close) {
    char c = peek();
    position++;
    if (c == close) {
      return false;
    }
    if (c != ',') {
      position--;
      throw wrong("',' or '" + close + "' expected");
    }
    return true;
  }

  private String string() {
    StringBuilder value = new StringBuilder();
    position++;
    while (true) {
      char c = peek();
      position++;
      if (c == '"') {
        return value.toString();
      }
      if (c < ' ') {
        throw wrong("a control character in a string");
      }
      value.append(c == '\\' ? escaped() : c);
    }
  }

  private char escaped() {
    char c = peek();
    position++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw wrong("no such escape");
    };
  }

  private char unicode() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      char c = peek();
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw wrong("four hex digits expected");
      }
      value = value << 4 | digit;
      position++;
    }
    return (char) value;
  }

  private Object literal(String word, Object value) {
    if (!text.startsWith(word, position)) {
      throw wrong("no value");
    }
    position += word.length();
    return value;
  }

  private BigDecimal number() {
    int start = position;
    if (peek() == '-') {
      position++;
    }
    int first = position;
    digits();
    if (text.charAt(first) == '0' && position - first > 1) {
      throw wrong("a leading zero");
    }
    if (at('.')) {
      position++;
      digits();
    }
    if (at('e') || at('E')) {
      position++;
      if (at('+') || at('-')) {
        position++;
      }
      digits();
    }
    return new BigDecimal(text.substring(start, position));
  }

  private void digits() {
    int start = position;
    while (position < text.length()
        && text.charAt(position) >= '0'
        && text.charAt(position) <= '9') {
      position++;
    }
    if (position == start) {
      throw wrong("no value");
    }
  }

  private boolean at(char c) {
    return position < text.length() && text.charAt(position) == c;
  }

  private void require(char c) {
    if (peek() != c) {
      throw wrong("'" + c + "' expected");
    }
    position++;
  }

  private char peek() {
    if (position >= text.length()) {
      throw wrong("the end, too early");
    }
    return text.charAt(position);
  }

  private void space() {
    while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("JSON at offset " + position + ": " + what);
  }
}
