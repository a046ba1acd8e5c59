package org.jbroker.websocket.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jbroker.data.Data;
import org.jbroker.data.Real;
import org.jbroker.data.SetData;
import org.jbroker.data.Timestamp;
import org.jbroker.spi.DataCodec;
import org.jbroker.spi.DecodeLimits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the C++ Broker wrote for each value is read as that value, and what we write, too. */
class JsonVectorsTest {

  /** Where the C++ text loses something, or is no legal JSON: there ours is another. */
  private static final Set<String> OTHER_TEXT =
      Set.of("real", "real-inf", "real-neg-inf", "real-nan", "string-quotes", "string-nul");

  private final JsonApi client = JsonApi.forClient(DecodeLimits.DEFAULT);
  private final JsonApi server = JsonApi.forServer(DecodeLimits.DEFAULT);

  /** One value of the file. */
  record Vector(String name, Data value, byte[] json) {
    @Override
    public String toString() {
      String text = new String(json, StandardCharsets.ISO_8859_1);
      return name + " " + (text.length() > 60 ? text.substring(0, 60) + "..." : text);
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void readsWhatTheCppBrokerWrote(Vector vector) {
    Data read = client.decodeData(vector.json());

    if (vector.value() instanceof Real real && Double.isFinite(real.value())) {
      // The text has six decimals, and none of a number below normal ones.
      String json = new String(vector.json(), StandardCharsets.US_ASCII);
      String digits = json.substring(json.lastIndexOf(':') + 1, json.length() - 1);
      assertThat(read).isEqualTo(Data.real(Double.parseDouble(digits)));
    } else if (vector.value() instanceof Timestamp time) {
      assertThat(read).isEqualTo(Data.timestamp(time.nanos() / 1_000_000 * 1_000_000));
    } else if (vector.value() instanceof SetData set) {
      // One has timestamps, of which nanoseconds are cut.
      assertThat(withoutTimes((SetData) read)).isEqualTo(withoutTimes(set));
    } else {
      assertThat(read).isEqualTo(vector.value());
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void readsBackWhatItWrites(Vector vector) {
    assertThat(server.decodeData(server.encode(vector.value()))).isEqualTo(vector.value());
    assertThat(server.decodeData(client.encode(vector.value()))).isEqualTo(vector.value());
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void writesTheSameTextUnlessThatLosesSomething(Vector vector) {
    boolean cut = vector.value() instanceof Timestamp t && t.nanos() % 1_000_000 != 0;
    boolean hasReals = vector.value().toString().contains(".") && vector.name().contains("mixed");
    if (OTHER_TEXT.contains(vector.name())
        || cut
        || hasReals
        || vector.name().startsWith("ordering")
        || vector.name().equals("string-invalid-utf8")) {
      return;
    }
    assertThat(new String(server.encode(vector.value()), StandardCharsets.UTF_8))
        .isEqualTo(new String(vector.json(), StandardCharsets.UTF_8));
  }

  private static List<Data> withoutTimes(SetData set) {
    return set.stream().filter(element -> !(element instanceof Timestamp)).toList();
  }

  static List<Vector> vectors() {
    List<Vector> result = new ArrayList<>();
    try (InputStream in = JsonVectorsTest.class.getResourceAsStream("/vectors/zeek-data-v1.json");
        JsonParser parser = new JsonFactory().createParser(in)) {
      Map<String, String> members = new HashMap<>();
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
          members.put(parser.currentName(), parser.getText());
        } else if (parser.currentToken() == JsonToken.END_OBJECT) {
          HexFormat hex = HexFormat.of();
          result.add(
              new Vector(
                  members.get("name"),
                  DataCodec.decode(hex.parseHex(members.get("binary"))),
                  hex.parseHex(members.get("json_utf8_hex"))));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(result).hasSizeGreaterThan(90);
    return result;
  }
}
