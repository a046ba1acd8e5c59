package org.jbroker.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jbroker.data.Data;
import org.jbroker.data.Timespan;
import org.jbroker.data.Timestamp;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What Zeek 8.2 printed: digests, weights, and nodes of keys. */
final class ZeekVectors {

  private static final Map<?, ?> ALL = load();

  private ZeekVectors() {}

  private static Map<?, ?> load() {
    try (InputStream in = ZeekVectors.class.getResourceAsStream("/vectors/zeek-hash.json")) {
      return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Map<?, ?>> digests() {
    return list(ALL, "digests");
  }

  static List<Map<?, ?>> weights() {
    return list(ALL, "weights");
  }

  static List<String> poolNodes() {
    return ((List<?>) ((Map<?, ?>) ALL.get("pool")).get("nodes"))
        .stream().map(Object::toString).toList();
  }

  static List<Map<?, ?>> assignments() {
    return list((Map<?, ?>) ALL.get("pool"), "assignments");
  }

  private static List<Map<?, ?>> list(Map<?, ?> owner, String name) {
    return ((List<?>) owner.get(name)).stream().<Map<?, ?>>map(row -> (Map<?, ?>) row).toList();
  }

  static int int32(Map<?, ?> row, String name) {
    return (int) ((Number) row.get(name)).longValue();
  }

  static Data data(String type, String value) {
    return switch (type) {
      case "count" -> Data.count(new BigInteger(value));
      case "int" -> Data.integer(Long.parseLong(value));
      case "double" -> Data.real(Double.parseDouble(value));
      case "addr" -> Data.address(value);
      case "subnet" -> Data.subnet(value);
      case "port" -> Data.port(value);
      case "bool" -> Data.bool(value.equals("T"));
      case "interval" -> Timespan.ofNanos(nanos(value.replace("sec", "")));
      case "time" -> Timestamp.ofNanos(nanos(value));
      case "string" -> Data.string(value);
      default -> throw new IllegalArgumentException(type);
    };
  }

  private static long nanos(String seconds) {
    return Math.round(Double.parseDouble(seconds) * 1e9);
  }

  static Data bytes(String hex) {
    return Data.string(HexFormat.of().parseHex(hex));
  }
}
