package org.jbroker.tools.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.jbroker.data.Data;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiteralsTest {

  static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of("5", Data.integer(5)),
        Arguments.of("-5", Data.integer(-5)),
        Arguments.of("-9223372036854775808", Data.integer(Long.MIN_VALUE)),
        Arguments.of("5c", Data.count(5)),
        Arguments.of("18446744073709551615c", Data.count(-1)),
        Arguments.of("1.5", Data.real(1.5)),
        Arguments.of("-.5", Data.real(-0.5)),
        Arguments.of("2e9", Data.real(2e9)),
        Arguments.of("T", Data.bool(true)),
        Arguments.of("F", Data.bool(false)),
        Arguments.of("word", Data.string("word")),
        Arguments.of("", Data.string("")),
        Arguments.of("-5c", Data.string("-5c")),
        Arguments.of("10.0.0.1", Data.string("10.0.0.1")),
        Arguments.of("\"5\"", Data.string("5")),
        Arguments.of("\"\"", Data.string("")),
        Arguments.of("\"a\\\"b\\\\c\\td\\n\"", Data.string("a\"b\\c\td\n")));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void readsWhatIsTyped(String text, Data expected) {
    assertThat(Literals.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854775808",
        "18446744073709551616c",
        "\"",
        "\"open",
        "\"a\"b\"",
        "\"a\\\"",
        "\"\\x\""
      })
  void refusesWhatItCannotRead(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Literals.parse(text))
        .withMessageContaining(text);
  }
}
