package org.jbroker.websocket.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.jbroker.Message;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.spi.DecodeLimits;
import org.jbroker.spi.InvalidDataException;
import org.jbroker.testkit.SeededRandom;
import org.jbroker.websocket.RandomValues;
import org.jbroker.websocket.protocol.ApiCodec;
import org.jbroker.websocket.protocol.ApiMessage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever the bytes, reading them throws one exception; whatever the value, it comes back. */
class JsonFuzzTest {

  private static final int ROUNDS = 8_000;
  private static final int LONG_ROUNDS = 2_000_000;
  private static final byte[] WORDS =
      "{}[]\",:\\vu0019.eE+-infa@data-typevaluekeynull"
          .getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  @Test
  void readsBackRandomValues() {
    roundTrips(ROUNDS / 4);
  }

  @Test
  void throwsOneExceptionWhateverTheBytes() {
    mutations(ROUNDS);
  }

  @Test
  @Tag("long")
  void doesSoAtLength() {
    roundTrips(LONG_ROUNDS / 4);
    mutations(LONG_ROUNDS);
  }

  private static void roundTrips(int rounds) {
    SeededRandom random = SeededRandom.of(1);
    RandomValues values = new RandomValues(random);
    JsonApi server = JsonApi.forServer(DecodeLimits.DEFAULT);
    JsonApi client = JsonApi.forClient(DecodeLimits.DEFAULT);
    for (int i = 0; i < rounds; i++) {
      Data value = values.next(4);
      assertThat(server.decodeData(server.encode(value))).as("%s", random).isEqualTo(value);
      assertThat(client.decodeData(client.encode(value))).as("%s", random).isEqualTo(value);
    }
  }

  private static void mutations(int rounds) {
    SeededRandom random = SeededRandom.of(2);
    RandomValues values = new RandomValues(random);
    ApiCodec[] apis = {
      JsonApi.forServer(DecodeLimits.DEFAULT), JsonApi.forClient(new DecodeLimits(3, 20))
    };
    for (int i = 0; i < rounds; i++) {
      Message message = new Message(Topic.of("/t"), values.next(3));
      byte[] bytes = apis[0].encode(new ApiMessage.Publish(message));
      for (int n = random.nextInt(4); n >= 0; n--) {
        bytes = mutated(bytes, random);
      }
      for (ApiCodec api : apis) {
        try {
          ApiMessage read = api.decode(bytes);
          assertThat(api.decode(api.encode(read))).as("%s", random).isEqualTo(read);
        } catch (InvalidDataException e) {
          assertThat(e.byteOffset()).as("%s", random).isNotNegative();
        }
      }
    }
  }

  private static byte[] mutated(byte[] bytes, SeededRandom random) {
    if (bytes.length == 0) {
      return random.bytes(random.nextInt(20));
    }
    byte[] b = bytes.clone();
    int at = random.nextInt(b.length);
    switch (random.nextInt(4)) {
      case 0 -> b = Arrays.copyOf(b, at);
      case 1 -> b[at] = (byte) random.nextInt(256);
      case 2 -> b[at] = WORDS[random.nextInt(WORDS.length)];
      default -> {
        int from = random.nextInt(b.length);
        int n = Math.min(b.length - Math.max(at, from), random.nextInt(12));
        System.arraycopy(bytes, from, b, at, n);
      }
    }
    return b;
  }
}
