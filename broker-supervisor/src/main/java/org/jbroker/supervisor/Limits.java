package org.jbroker.supervisor;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks that several types share; their texts name what is wrong. */
final class Limits {

  /** The longest text of a config or status that is not a command line, in bytes. */
  static final int MAX_TEXT_BYTES = 4096;

  /** The longest name of a node in characters, as in a cluster layout. */
  static final int MAX_NAME_CHARS = 128;

  private static final int MAX_REQID_CHARS = 128;

  private Limits() {}

  static Duration requireWithin(Duration value, Duration min, Duration max, String name) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          name + " is not within " + min + " to " + max + ": " + value);
    }
    return value;
  }

  /** Text that may go to files, environments and command lines: bytes without a zero. */
  static String requireText(String value, int maxBytes, String name) {
    if (utf8Length(value, name) > maxBytes) {
      throw new IllegalArgumentException(name + " has more than " + maxBytes + " bytes");
    }
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(name + " has a zero character");
    }
    return value;
  }

  /** A text that is there, for an optional field. */
  static Optional<String> optionalText(String value, String name) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException(name + " is empty");
    }
    return Optional.of(requireText(value, MAX_TEXT_BYTES, name));
  }

  /** Texts that are together not too long. */
  static void requireTogether(Iterable<String> texts, int maxBytes, String name) {
    int left = maxBytes;
    for (String text : texts) {
      if (utf8Length(text, name) > left) {
        throw new IllegalArgumentException(name + " has more than " + maxBytes + " bytes");
      }
      requireText(text, left, name);
      left -= utf8Length(text, name);
    }
  }

  /** What may be set in the environment of a worker. */
  static void requireEnvironment(Map<String, String> env) {
    if (env.size() > NodeConfig.MAX_ELEMENTS) {
      throw new IllegalArgumentException(
          "env has more than " + NodeConfig.MAX_ELEMENTS + " variables");
    }
    for (String variable : env.keySet()) {
      if (variable.isEmpty() || variable.indexOf('=') >= 0) {
        throw new IllegalArgumentException(
            "env has a variable whose name is empty or has a '=': '" + variable + "'");
      }
      if (NodeEnvironment.NAMES.contains(variable)) {
        throw new IllegalArgumentException("env sets " + variable + ", as the supervisor does");
      }
    }
    List<String> texts = new ArrayList<>(env.keySet());
    texts.addAll(env.values());
    requireTogether(texts, NodeConfig.MAX_ENV_BYTES, "env");
  }

  /** The length in UTF-8; a text with half a surrogate pair has none. */
  static int utf8Length(String value, String name) {
    for (int i = 0; i < value.length(); i += Character.charCount(value.codePointAt(i))) {
      if (Character.getType(value.codePointAt(i)) == Character.SURROGATE) {
        throw new IllegalArgumentException(name + " has half a surrogate pair");
      }
    }
    return value.getBytes(StandardCharsets.UTF_8).length;
  }

  static String requireNodeName(String name) {
    if (name.isEmpty() || name.length() > MAX_NAME_CHARS) {
      throw new IllegalArgumentException(
          "the name of a node has 1 to " + MAX_NAME_CHARS + " characters");
    }
    if (!name.codePoints().allMatch(Limits::isNameChar)) {
      throw new IllegalArgumentException(
          "the name of a node has no space, control character, '/' or '\\'");
    }
    if (name.equals(".") || name.equals("..")) {
      throw new IllegalArgumentException("'" + name + "' is no name of a node");
    }
    if (RuntimeDirectory.fileName(name).length() > RuntimeDirectory.MAX_FILE_NAME_CHARS) {
      throw new IllegalArgumentException(
          "the name of a node has too many characters beyond ASCII for the name of a folder");
    }
    return name;
  }

  private static boolean isNameChar(int c) {
    return !Character.isISOControl(c)
        && !Character.isWhitespace(c)
        && !Character.isSpaceChar(c)
        && Character.getType(c) != Character.SURROGATE
        && c != '/'
        && c != '\\';
  }

  /** It becomes a part of topics and log lines. */
  static String requireReqid(String reqid) {
    boolean printable = reqid.chars().allMatch(c -> c > ' ' && c < 0x7F);
    if (reqid.isEmpty() || reqid.length() > MAX_REQID_CHARS || !printable) {
      throw new IllegalArgumentException(
          "a reqid has 1 to " + MAX_REQID_CHARS + " printable ASCII characters and no space");
    }
    return reqid;
  }
}
