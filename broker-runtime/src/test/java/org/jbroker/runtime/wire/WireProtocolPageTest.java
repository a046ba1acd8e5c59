package org.jbroker.runtime.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The frames printed in {@code docs/wire-protocol.md} are the ones that the other tests use. */
class WireProtocolPageTest {

  private static final Pattern BLOCK =
      Pattern.compile("^```hex (\\S+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private static Map<String, String> blocks;

  @BeforeAll
  static void readPage() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("docs/wire-protocol.md"))) {
      root = root.getParent();
    }
    Matcher block = BLOCK.matcher(Files.readString(root.resolve("docs/wire-protocol.md")));
    blocks = new LinkedHashMap<>();
    while (block.find()) {
      String hex = block.group(2).replaceAll("#.*", "").replaceAll("\\s", "");
      assertThat(blocks.put(block.group(1), hex)).as(block.group(1)).isNull();
    }
  }

  @Test
  void framesOfVersion64AreTheVectors() {
    Map<String, String> vectors =
        Vectors.v64().stream().collect(Collectors.toMap(Vectors.Own::name, Vectors.Own::hex));
    assertThat(blocks.entrySet().stream().filter(e -> !e.getKey().startsWith("v1/")))
        .containsExactlyInAnyOrderElementsOf(vectors.entrySet());
  }

  @Test
  void framesOfVersion1WereCaptured() {
    Map<String, String> shown =
        blocks.entrySet().stream()
            .filter(e -> e.getKey().startsWith("v1/"))
            .collect(Collectors.toMap(e -> e.getKey().substring(3), Map.Entry::getValue));
    assertThat(shown).hasSize(9);
    shown.forEach(
        (kind, hex) ->
            assertThat(Vectors.captured().stream().filter(c -> c.kind().equals(kind)))
                .as(kind)
                .extracting(Vectors.Captured::frame)
                .contains(hex));
  }
}
