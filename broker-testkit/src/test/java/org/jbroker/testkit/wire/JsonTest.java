package org.jbroker.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @Test
  void readsEveryKindOfValue() {
    assertThat(Json.parse(" {\"a\" : [1, -2.5e1, true, false], \"b\":{}, \"c\":[]} "))
        .isEqualTo(
            Map.of(
                "a",
                List.of(new BigDecimal("1"), new BigDecimal("-2.5e1"), true, false),
                "b",
                Map.of(),
                "c",
                List.of()));
    assertThat(Json.parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\"")).isEqualTo("\"\\/\b\f\n\r\tA");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[1,]",
        "[1 2]",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\":1,\"a\":2}",
        "01",
        "1.",
        "-",
        "+1",
        "nul",
        "\"a",
        "\"\\x\"",
        "\"\\u00g0\"",
        "\"\n\"",
        "[] []",
        "'a'"
      })
  void refusesWhatIsNotStrict(String text) {
    assertThatThrownBy(() -> Json.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("offset");
  }

  @Test
  void boundsItsDepth() {
    String deep = "[".repeat(100_000);
    assertThatThrownBy(() -> Json.parse(deep)).hasMessageContaining("levels");
    assertThat(Json.parse("[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH))).isNotNull();
  }
}
