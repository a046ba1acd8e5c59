package org.jbroker.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jbroker.EndpointOptions;
import org.jbroker.PeerOverflow;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/configuration.md} true. */
class ConfigurationDocTest {

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(\\w+)` \\| (?:`([^`]+)`|none) \\| `([^`]+)` \\|.*$");

  private static final String DOC = read();

  private static String read() {
    try {
      return Files.readString(
          Path.of(System.getProperty("basedir", ".")).resolve("../docs/configuration.md"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Method> getters() {
    return Arrays.stream(EndpointOptions.class.getDeclaredMethods())
        .filter(m -> Modifier.isPublic(m.getModifiers()) && !Modifier.isStatic(m.getModifiers()))
        .filter(m -> m.getParameterCount() == 0 && !m.getName().equals("toBuilder"))
        .filter(m -> !List.of("toString", "hashCode").contains(m.getName()))
        .collect(Collectors.toMap(Method::getName, m -> m));
  }

  private static String show(Object value) {
    if (value instanceof Optional<?> optional) {
      assertThat(optional).isEmpty();
      return "-";
    } else if (value instanceof OptionalInt optional) {
      assertThat(optional).isEmpty();
      return "-";
    } else if (value instanceof Duration duration) {
      return duration.toSeconds() + "s";
    } else if (value instanceof PeerOverflow overflow) {
      return "'" + overflow.name().toLowerCase(Locale.ROOT).replace('_', '-') + "'";
    } else if (value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    return "'" + value + "'";
  }

  @Test
  void listsEveryOptionWithItsKeyAndDefault() throws ReflectiveOperationException {
    Map<String, String> expected = new LinkedHashMap<>();
    for (Method getter : getters().values()) {
      expected.put(getter.getName(), show(getter.invoke(EndpointOptions.defaults())));
    }
    Map<String, String> documented = new LinkedHashMap<>();
    Matcher row = ROW.matcher(DOC);
    while (row.find()) {
      documented.put(row.group(1), row.group(3));
      if (row.group(2) != null) {
        assertThat(OptionCatalog.find(row.group(2))).as(row.group(2)).isPresent();
      } else {
        assertThat(row.group(1)).isIn("executor", "ignoreBrokerConf", "tls");
      }
    }
    assertThat(documented).containsExactlyInAnyOrderEntriesOf(expected);
  }

  @Test
  void namesEveryKeyAndEveryIgnoredKey() {
    assertThat(OptionCatalog.keys()).allSatisfy(key -> assertThat(DOC).contains("`" + key + "`"));
    assertThat(IgnoredKeys.names()).allSatisfy(key -> assertThat(DOC).contains("`" + key + "`"));
    assertThat(IgnoredKeys.VARIABLES)
        .allSatisfy(variable -> assertThat(DOC).contains("`" + variable + "`"));
  }

  /** A key is named after its getter, and sets it: a default given back changes nothing. */
  @Test
  void namesKeysAfterGettersAndAcceptsDocumentedDefaults() {
    Matcher row = ROW.matcher(DOC);
    while (row.find()) {
      String key = row.group(2);
      if (key == null) {
        continue;
      }
      String kebab = row.group(1).replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
      assertThat(key).isIn("broker." + kebab, "logger." + kebab, "logger.file-name");
      if (!row.group(3).equals("-")) {
        EndpointOptions.Builder builder = EndpointOptions.builder();
        for (Setting setting : ConfigParser.parse("doc", key + " = " + row.group(3))) {
          OptionCatalog.find(key).orElseThrow().apply(builder, setting.value(), "doc");
        }
        assertThat(builder.build())
            .usingRecursiveComparison()
            .ignoringFields("explicit")
            .isEqualTo(EndpointOptions.defaults());
      }
    }
  }

  @Test
  void showsTheManualsExampleVerbatimAndOnlyFilesThatParse() {
    Matcher block = Pattern.compile("(?s)```conf\n(.*?)```").matcher(DOC);
    assertThat(DOC).contains("```conf\n" + ConfigParserTest.MANUAL + "```");
    while (block.find()) {
      for (Setting setting : ConfigParser.parse("doc", block.group(1))) {
        assertThat(OptionCatalog.find(setting.key())).as(setting.key()).isPresent();
        OptionCatalog.find(setting.key())
            .orElseThrow()
            .apply(EndpointOptions.builder(), setting.value(), setting.where());
      }
    }
  }
}
