package org.jbroker.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jbroker.runtime.config.ConfigValue.Bool;
import org.jbroker.runtime.config.ConfigValue.Group;
import org.jbroker.runtime.config.ConfigValue.Items;
import org.jbroker.runtime.config.ConfigValue.Real;
import org.jbroker.runtime.config.ConfigValue.Span;
import org.jbroker.runtime.config.ConfigValue.Text;
import org.jbroker.runtime.config.ConfigValue.Uri;
import org.jbroker.runtime.config.ConfigValue.Whole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The syntax of {@code broker.conf}. */
class ConfigParserTest {

  /** Section 2.1.4 of the manual. */
  static final String MANUAL =
      """
      logger {
          ; note the single quotes!
          console-verbosity = 'info'
          file-verbosity = 'debug'
      }
      """;

  private static List<Setting> parse(String text) {
    return ConfigParser.parse("broker.conf", text);
  }

  private static ConfigValue value(String text) {
    return parse("k = " + text).get(0).value();
  }

  @Test
  void readsTheManualsExample() {
    assertThat(parse(MANUAL))
        .extracting(Setting::key, Setting::value, Setting::where)
        .containsExactly(
            tuple("logger.console-verbosity", new Text("info"), "broker.conf:3:5"),
            tuple("logger.file-verbosity", new Text("debug"), "broker.conf:4:5"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a { b { c = 1 } }",
        "a.b { c = 1 }",
        "a.b.c = 1",
        "a { b.c = 1 }",
        "a = { b = { c = 1 } }",
        "a:{b:{c:1}}",
        "{ a { b { c = 1 } } }",
        "`\"a\".'b' { \"c\" = 1, }`",
        "a.b.c=1 # comment",
        "a.b.c=1;comment"
      })
  void spellsTheSameKeyInManyWays(String text) {
    assertThat(parse(text))
        .extracting(Setting::key, Setting::value)
        .containsExactly(tuple("a.b.c", new Whole(1)));
  }

  @Test
  void separatesEntriesByLinesCommasOrBraces() {
    assertThat(parse("\uFEFFa = 1, b = 2\r\nc {}\nd { e = 3 } f = 4\n\n, g = 5"))
        .extracting(Setting::key)
        .containsExactly("a", "b", "d.e", "f", "g");
  }

  @Test
  void readsEveryKindOfValue() {
    assertThat(value("true")).isEqualTo(new Bool(true));
    assertThat(value("false")).isEqualTo(new Bool(false));
    assertThat(value("-12")).isEqualTo(new Whole(-12));
    assertThat(value("+12")).isEqualTo(new Whole(12));
    assertThat(value("0x1F")).isEqualTo(new Whole(31));
    assertThat(value("0b101")).isEqualTo(new Whole(5));
    assertThat(value("017")).isEqualTo(new Whole(15));
    assertThat(value("-9223372036854775808")).isEqualTo(new Whole(Long.MIN_VALUE));
    assertThat(value("1.5")).isEqualTo(new Real(1.5));
    assertThat(value(".5e1")).isEqualTo(new Real(5));
    assertThat(value("10s")).isEqualTo(new Span(Duration.ofSeconds(10)));
    assertThat(value("500ms")).isEqualTo(new Span(Duration.ofMillis(500)));
    assertThat(value("5min")).isEqualTo(new Span(Duration.ofMinutes(5)));
    assertThat(value("7us")).isEqualTo(new Span(Duration.ofNanos(7000)));
    assertThat(value("7ns")).isEqualTo(new Span(Duration.ofNanos(7)));
    assertThat(value("2h")).isEqualTo(new Span(Duration.ofHours(2)));
    assertThat(value("'a;b#c\"'")).isEqualTo(new Text("a;b#c\""));
    assertThat(value("\"a\\n\\r\\t\\\\\\\"\\'\"")).isEqualTo(new Text("a\n\r\t\\\"'"));
    assertThat(value("< tcp://localhost:1 >")).isEqualTo(new Uri(URI.create("tcp://localhost:1")));
    assertThat(value("[]")).isEqualTo(new Items(List.of()));
    assertThat(value("[1, # one\n 'two',\n [3],]"))
        .isEqualTo(
            new Items(List.of(new Whole(1), new Text("two"), new Items(List.of(new Whole(3))))));
    assertThat(value("[{ a.b = 1 }]"))
        .isEqualTo(
            new Items(
                List.of(new Group(List.of(new Setting("a.b", new Whole(1), "broker.conf:1:8"))))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a = info|1:5: expected true, false, a number, a duration such as 5s, or a string in quotes, not 'info'",
        "a = |1:4: expected a value, found the end of the file",
        "a|1:2: expected '=' or '{' after the key a, found the end of the file",
        "a 1|1:3: expected '=' or '{' after the key a, found '1'",
        "a = 'x|1:5: the string has no closing ' on its line",
        "a = '\\q'|1:7: expected n, r, t, a backslash or a quote after a backslash, found 'q'",
        "a { b = 1|1:10: expected the '}' of what starts at broker.conf:1:3, found the end of the file",
        "a = 1 }|1:7: expected a key, found '}'",
        "a = 1 b = 2|1:7: expected a new line or ',' after the value, found 'b'",
        "a = [1 2]|1:8: expected ',' or the ']' of the list that starts at broker.conf:1:5, found '2'",
        "a = [1|1:7: expected ',' or the ']' of the list that starts at broker.conf:1:5, found the end of the file",
        ".a = 1|1:1: expected a key (letters, digits, '-' and '_'), found '.'",
        "a. = 1|1:3: expected a key (letters, digits, '-' and '_'), found ' '",
        "a = 1.5s|1:5: a duration is a whole number with a unit, such as 1500ms, not '1.5s'",
        "a = 09|1:5: '09' is no octal number (it starts with 0), or does not fit 64 bits",
        "a = 9223372036854775808|1:5: '9223372036854775808' does not fit 64 bits",
        "a = 9223372036854775807h|1:5: '9223372036854775807h' is too long for a duration of 64 bits",
        "a = <x|1:5: the URI has no closing > on its line",
        "a = <:>|1:5: expected a URI in angle brackets: Expected scheme name",
        "{ a = 1 } b = 2|1:11: expected nothing after the closing }, found 'b'"
      })
  void saysWhereAndWhatWasExpected(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(text))
        .withMessage("broker.conf:" + message);
  }

  @Test
  void countsLinesAndColumns() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("# one\r\na {\n\tb = 'x'\n\tc = ?\n}"))
        .withMessageStartingWith("broker.conf:4:6: ");
  }

  @Test
  void refusesWhatIsNestedTooDeep() {
    int deep = ConfigParser.MAX_DEPTH;
    assertThat(parse("a {".repeat(deep) + "}".repeat(deep))).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("a {".repeat(100_000)))
        .withMessage("broker.conf:1:99: groups and lists are nested deeper than 32");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("a = " + "[".repeat(500_000)))
        .withMessageContaining("nested deeper than 32");
  }

  @Test
  void refusesKeysThatGrowTooLong() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("a".repeat(200) + " { " + "b".repeat(200) + " = 1 }"))
        .withMessage("broker.conf:1:204: the key has more than 256 characters");
  }

  @Test
  void survivesMutatedFilesWithNothingButItsOwnError() {
    Random random = new Random(7);
    String alphabet = "ab.-={}[]'\"<>,;#\n \\0x1s:";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(MANUAL + "a = [1, 2s]\n");
      for (int edit = 0; edit < 1 + i % 8; edit++) {
        text.setCharAt(
            random.nextInt(text.length()), alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThatCode(
              () -> {
                try {
                  parse(text.toString());
                } catch (IllegalArgumentException e) {
                  assertThat(e).hasMessageMatching("(?s)broker.conf:\\d+:\\d+: .+");
                }
              })
          .as("%s", text)
          .doesNotThrowAnyException();
    }
  }
}
