package org.jbroker.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleTest {

  private static final OutputStream CLOSED =
      new OutputStream() {
        @Override
        public void write(int b) throws IOException {
          throw new IOException("Broken pipe");
        }
      };

  @Test
  void writesEachLineAtOnceAsUtf8() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Console console = new Console(out, CLOSED, false);
    console.out("\u00e9");
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("\u00e9\n");
  }

  @Test
  void resultsThatNobodyReadsEndTheCommandButComplaintsDoNot() {
    Console console = new Console(CLOSED, CLOSED, false);
    assertThatThrownBy(() -> console.out("result")).isInstanceOf(OutputClosedException.class);
    assertThatCode(() -> console.err("complaint")).doesNotThrowAnyException();
  }
}
