package org.jbroker.runtime.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The frames in the files beside this class: captures of the C++ Broker, and our own vectors. */
public final class Vectors {

  /** The captured sessions. */
  public static final List<String> SESSIONS =
      List.of(
          "zeek-session-pubsub-connector-larger-id",
          "zeek-session-pubsub-connector-smaller-id",
          "zeek-session-store",
          "zeek-session-zeek-ping");

  private static final Set<String> ENVELOPES =
      Set.of("data", "command", "routing_update", "ping", "pong");
  private static final Pattern OBJECT =
      Pattern.compile("^ \\{$(.*?)^ \\}", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern MEMBER = Pattern.compile("\"(\\w+)\": (?:\"([^\"]*)\"|(\\d+))");

  private Vectors() {}

  /** One captured frame, without its length prefix. */
  public record Captured(String from, String kind, int lengthPrefix, String payload) {

    /** The bytes behind the length prefix. */
    public byte[] bytes() {
      return Hex.parse(payload);
    }

    /** The frame as it was on the wire. */
    public String frame() {
      return String.format("%08x", lengthPrefix) + payload;
    }

    /** Whether it belongs to the handshake. */
    public boolean isHandshake() {
      return !ENVELOPES.contains(kind);
    }
  }

  /** One of our own frames, length prefix included, and what it says. */
  public record Own(String name, boolean decodeOnly, String hex, String meaning) {}

  /** The frames of a captured session, in their order. */
  public static List<Captured> session(String name) {
    return objects(name + ".json").stream()
        .map(
            o ->
                new Captured(
                    o.get("from"),
                    o.get("kind"),
                    Integer.parseInt(o.get("length_prefix")),
                    o.get("payload")))
        .toList();
  }

  /** The frames of all captured sessions. */
  public static List<Captured> captured() {
    return SESSIONS.stream().flatMap(name -> session(name).stream()).toList();
  }

  /** The vectors of version 64. */
  public static List<Own> v64() {
    return objects("v64-vectors.json").stream()
        .map(
            o ->
                new Own(
                    o.get("name"),
                    o.get("direction").equals("decode only"),
                    o.get("hex"),
                    o.get("meaning")))
        .toList();
  }

  /** Arrays of flat objects are all the JSON that there is. */
  private static List<Map<String, String>> objects(String file) {
    String text;
    try (InputStream in = Vectors.class.getResourceAsStream("/wire/" + file)) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Map<String, String>> objects = new ArrayList<>();
    Matcher object = OBJECT.matcher(text);
    while (object.find()) {
      Map<String, String> members = new HashMap<>();
      Matcher member = MEMBER.matcher(object.group(1));
      while (member.find()) {
        members.put(member.group(1), member.group(2) != null ? member.group(2) : member.group(3));
      }
      objects.add(members);
    }
    return objects;
  }
}
