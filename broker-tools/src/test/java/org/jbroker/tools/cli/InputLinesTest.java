package org.jbroker.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InputLinesTest {

  private static List<String> lines(String input, int maxLineBytes) throws IOException {
    InputLines lines =
        new InputLines(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.ISO_8859_1)), maxLineBytes);
    List<String> all = new ArrayList<>();
    Optional<byte[]> line;
    while ((line = lines.next()).isPresent()) {
      all.add(new String(line.get(), StandardCharsets.ISO_8859_1));
    }
    return all;
  }

  @Test
  void splitsAtLineFeedsAndKeepsEveryOtherByte() throws IOException {
    assertThat(lines("", 9)).isEmpty();
    assertThat(lines("\n", 9)).containsExactly("");
    assertThat(lines("a\n\n\u00ff\r\u0000\nlast", 9))
        .containsExactly("a", "", "\u00ff\r\u0000", "last");
  }

  @Test
  void readsLinesLongerThanItsBuffer() throws IOException {
    String big = "x".repeat(200_000);
    assertThat(lines(big + "\n" + big + "\nend\n", 200_000)).containsExactly(big, big, "end");
  }

  @Test
  void refusesALineThatIsTooLongAndSaysWhich() {
    assertThatThrownBy(() -> lines("ok\n" + "x".repeat(11), 10))
        .isInstanceOf(ToolException.class)
        .hasMessage("line 2 of the input has more than 10 bytes");
  }
}
