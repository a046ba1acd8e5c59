package org.jbroker.runtime.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the syntax of {@code broker.conf} into settings with dotted keys, in the order of the file.
 *
 * <pre>
 *  file    = entries | '{' entries '}'
 *  entries = { entry ( ',' | end of line ) }       a '}' needs neither behind it
 *  entry   = key ( '=' | ':' ) value | key group
 *  group   = '{' entries '}'                       a { b = 1 } is a.b = 1
 *  key     = part { '.' part }                     part: letters, digits, '-', '_'; or a string
 *  value   = string | word | '[' [ value { ',' value } ] ']' | group | '&lt;' URI '&gt;'
 *  comment = ( '#' | ';' ) up to the end of the line
 * </pre>
 *
 * <p>This is what the C++ Broker's reader accepts (without its number ranges), and {@code ;}, which
 * the manual's example uses. Depth of nesting and length of keys are limited, so that a file costs
 * memory and stack in proportion to its size. For one thread, once.
 */
final class ConfigParser {

  /** How deep groups and lists may be nested. */
  static final int MAX_DEPTH = 32;

  /** How long a dotted key may be, in characters. */
  static final int MAX_KEY_CHARS = 256;

  private final ConfigScanner in;
  private int depth;

  private ConfigParser(ConfigScanner in) {
    this.in = in;
  }

  /**
   * The settings in a text.
   *
   * @param source the name of the file in error messages
   * @throws IllegalArgumentException naming source, line and column, and what was expected there
   */
  static List<Setting> parse(String source, String text) {
    ConfigScanner in = new ConfigScanner(source, text);
    ConfigParser parser = new ConfigParser(in);
    List<Setting> settings = new ArrayList<>();
    in.skipToContent();
    if (in.peek() == '{') {
      parser.group("", settings);
      in.skipToContent();
      if (in.peek() != ConfigScanner.END) {
        throw in.expected("nothing after the closing }");
      }
    } else {
      parser.entries("", settings, false);
    }
    return settings;
  }

  private void entries(String prefix, List<Setting> out, boolean inGroup) {
    in.skipToContent();
    while (in.peek() != ConfigScanner.END && in.peek() != '}') {
      boolean wasGroup = entry(prefix, out);
      boolean lineEnded = in.skipToContent();
      boolean comma = in.accept(',');
      if (comma) {
        in.skipToContent();
      }
      boolean atEnd = in.peek() == ConfigScanner.END || in.peek() == '}';
      if (!comma && !lineEnded && !wasGroup && !atEnd) {
        throw in.expected("a new line or ',' after the value");
      }
    }
    if (!inGroup && in.peek() == '}') {
      throw in.expected("a key");
    }
  }

  /** Returns whether the entry ended with a brace. */
  private boolean entry(String prefix, List<Setting> out) {
    String where = in.where();
    String key = key(prefix, where);
    in.skipBlanks();
    if (in.peek() == '{') {
      group(key, out);
      return true;
    }
    if (!in.accept('=') && !in.accept(':')) {
      throw in.expected("'=' or '{' after the key " + key);
    }
    in.skipBlanks();
    if (in.peek() == '{') {
      group(key, out);
      return true;
    }
    out.add(new Setting(key, value(), where));
    return false;
  }

  private String key(String prefix, String where) {
    StringBuilder key = new StringBuilder(prefix);
    do {
      int next = in.peek();
      String part = next == '"' || next == '\'' ? in.quoted() : in.bareKey();
      if (part.isEmpty()) {
        throw in.expected("a key (letters, digits, '-' and '_')");
      }
      if (key.length() > 0) {
        key.append('.');
      }
      key.append(part);
      if (key.length() > MAX_KEY_CHARS) {
        throw new IllegalArgumentException(
            where + ": the key has more than " + MAX_KEY_CHARS + " characters");
      }
    } while (in.accept('.'));
    return key.toString();
  }

  private void group(String prefix, List<Setting> out) {
    String start = enter();
    entries(prefix, out, true);
    leave('}', start);
  }

  private ConfigValue value() {
    switch (in.peek()) {
      case '"', '\'':
        return new ConfigValue.Text(in.quoted());
      case '<':
        return new ConfigValue.Uri(in.uri());
      case '[':
        return items();
      case '{':
        List<Setting> settings = new ArrayList<>();
        group("", settings);
        return new ConfigValue.Group(settings);
      default:
        return scalar();
    }
  }

  private ConfigValue items() {
    String start = enter();
    List<ConfigValue> values = new ArrayList<>();
    in.skipToContent();
    while (in.peek() != ']') {
      values.add(value());
      in.skipToContent();
      if (!in.accept(',') && in.peek() != ']') {
        throw in.expected("',' or the ']' of the list that starts at " + start);
      }
      in.skipToContent();
    }
    leave(']', start);
    return new ConfigValue.Items(values);
  }

  private ConfigValue scalar() {
    String where = in.where();
    String word = in.word();
    if (word.isEmpty()) {
      throw in.expected("a value");
    }
    try {
      return Scalars.parse(word);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
    }
  }

  private String enter() {
    if (depth == MAX_DEPTH) {
      throw new IllegalArgumentException(
          in.where() + ": groups and lists are nested deeper than " + MAX_DEPTH);
    }
    depth++;
    String start = in.where();
    in.advance();
    return start;
  }

  private void leave(char closing, String start) {
    if (!in.accept(closing)) {
      throw in.expected("the '" + closing + "' of what starts at " + start);
    }
    depth--;
  }
}
