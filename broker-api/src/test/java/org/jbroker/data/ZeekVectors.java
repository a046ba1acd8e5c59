package org.jbroker.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The values that the C++ Broker encoded and printed, from {@code vectors/zeek-data-v1.json}.
 *
 * <p>Reads just the JSON of that file, an array of objects of strings, and refuses anything else.
 */
public final class ZeekVectors {

  /** One value: a name, which need not be unique, its bytes and its text. */
  public record Entry(String name, byte[] binary, String text) {
    @Override
    public String toString() {
      String hex = HexFormat.of().formatHex(binary);
      return name + " " + (hex.length() > 60 ? hex.substring(0, 60) + "..." : hex);
    }
  }

  private final String json;
  private int at;

  private ZeekVectors(String json) {
    this.json = json;
  }

  /** All of the file. */
  public static List<Entry> all() {
    String resource = "/vectors/zeek-data-v1.json";
    try (InputStream in = ZeekVectors.class.getResourceAsStream(resource)) {
      List<Entry> entries = new ArrayList<>();
      String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (Map<String, String> o : new ZeekVectors(json).array()) {
        entries.add(
            new Entry(o.get("name"), HexFormat.of().parseHex(o.get("binary")), o.get("text")));
      }
      return entries;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Map<String, String>> array() {
    List<Map<String, String>> result = new ArrayList<>();
    expect('[');
    do {
      result.add(object());
    } while (next(',', ']'));
    return result;
  }

  private Map<String, String> object() {
    Map<String, String> result = new LinkedHashMap<>();
    expect('{');
    do {
      String key = string();
      expect(':');
      result.put(key, string());
    } while (next(',', '}'));
    return result;
  }

  private String string() {
    expect('"');
    StringBuilder out = new StringBuilder();
    while (json.charAt(at) != '"') {
      char c = json.charAt(at++);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escape = json.charAt(at++);
      switch (escape) {
        case '"', '\\', '/' -> out.append(escape);
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 'r' -> out.append('\r');
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'u' -> {
          out.append((char) Integer.parseInt(json, at, at + 4, 16));
          at += 4;
        }
        default -> throw new IllegalStateException("escape " + escape + " at " + at);
      }
    }
    at++;
    return out.toString();
  }

  private void expect(char c) {
    skipSpace();
    if (json.charAt(at++) != c) {
      throw new IllegalStateException("no " + c + " at " + (at - 1));
    }
  }

  private boolean next(char more, char end) {
    skipSpace();
    char c = json.charAt(at++);
    if (c != more && c != end) {
      throw new IllegalStateException("neither " + more + " nor " + end + " at " + (at - 1));
    }
    return c == more;
  }

  private void skipSpace() {
    while (Character.isWhitespace(json.charAt(at))) {
      at++;
    }
  }
}
