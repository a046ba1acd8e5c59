package org.jbroker.store.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jbroker.store.engine.ops.Operation;
import org.jbroker.testkit.Bytes;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/store-protocol.md} true. */
class StoreProtocolPageTest {

  private static String page() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("docs/store-protocol.md"))) {
      root = root.getParent();
    }
    return Files.readString(root.resolve("docs/store-protocol.md"));
  }

  private static Stream<MatchResult> matches(String regex) throws IOException {
    return Pattern.compile(regex, Pattern.MULTILINE | Pattern.DOTALL).matcher(page()).results();
  }

  @Test
  void theCommandsShownAreTheVectorsOfOurKinds() throws IOException {
    Map<String, Bytes> shown = new HashMap<>();
    matches("^```hex (\\S+)\\n(.*?)^```$")
        .forEach(
            block -> {
              String hex = block.group(2).replaceAll("#[^\\n]*", "").replaceAll("\\s", "");
              assertThat(shown.put(block.group(1), Bytes.ofHex(hex))).isNull();
            });
    Map<String, Bytes> vectors = CommandVectors.bytes();
    assertThat(shown).hasSize(8);
    shown.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(vectors.get(name)));
  }

  @Test
  void theTableHasAllKinds() throws IOException {
    Map<Integer, String> listed = new TreeMap<>();
    matches("^\\| (\\d+) (\\w+) \\|")
        .forEach(row -> listed.put(Integer.valueOf(row.group(1)), row.group(2)));
    Map<Integer, String> kinds = new TreeMap<>();
    for (CommandKind kind : CommandKind.values()) {
      kinds.put(kind.tag(), kind.wireName());
    }
    assertThat(listed).isEqualTo(kinds);
  }

  @Test
  void theTableHasAllOperationsInOrder() throws IOException {
    assertThat(matches("^\\| (\\d+) \\| \\w+ \\|").map(row -> Integer.valueOf(row.group(1))))
        .containsExactlyElementsOf(Stream.of(Operation.values()).map(Operation::tag).toList());
  }
}
