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
  void progressIsOverwrittenAndRemovedAndOnlyShownOnATerminal() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console terminal = new Console(CLOSED, err, false, true);
    terminal.progress("1");
    terminal.progress("2");
    terminal.err("line");
    terminal.clearProgress();
    terminal.progress("3");
    terminal.clearProgress();
    String clear = "\r\u001b[K";
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(clear + "1" + clear + "2" + clear + "line\n" + clear + "3" + clear);
    err.reset();
    new Console(CLOSED, err, false).progress("1");
    assertThat(err.size()).isZero();
  }

  @Test
  void resultsThatNobodyReadsEndTheCommandButComplaintsDoNot() {
    Console console = new Console(CLOSED, CLOSED, false);
    assertThatThrownBy(() -> console.out("result")).isInstanceOf(OutputClosedException.class);
    assertThatCode(() -> console.err("complaint")).doesNotThrowAnyException();
  }
}
