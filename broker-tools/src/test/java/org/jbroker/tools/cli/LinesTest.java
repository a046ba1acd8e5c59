package org.jbroker.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LinesTest {

  @Test
  void leavesHarmlessTextAsItIs() {
    assertThat(Lines.clean("a\tb \\n \u00e9 \u4e2d")).isEqualTo("a\tb \\n \u00e9 \u4e2d");
  }

  @Test
  void escapesWhatCouldForgeALineOrDriveATerminal() {
    assertThat(Lines.clean("a\nb\rc\u001b[2Jd\u0085e\u202ef\u2028g"))
        .isEqualTo("a\\nb\\rc\\x1b[2Jd\\x85e\\u202ef\\u2028g");
  }

  @Test
  void jsonIsEscapedAsJson() {
    assertThat(Lines.cleanJson("{\"a\\n\":\"\u00e9\"}")).isEqualTo("{\"a\\n\":\"\u00e9\"}");
    assertThat(Lines.cleanJson("\"\u0085\u007f\u202e\"")).isEqualTo("\"\\u0085\\u007f\\u202e\"");
  }
}
