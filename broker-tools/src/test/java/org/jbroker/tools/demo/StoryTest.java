package org.jbroker.tools.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jbroker.tools.cli.Console;
import org.junit.jupiter.api.Test;

class StoryTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Story story(boolean colour) {
    return new Story(new Console(out, out, colour), Duration.ofSeconds(1));
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aClaimThatHoldsIsMarkedAndCounted() throws InterruptedException {
    Story story = story(false);
    story.step("Do it.");
    story.expect("it happened", timeout -> "twice");
    assertThat(printed().lines())
        .satisfiesExactly(
            line -> assertThat(line).matches(" +\\d+\\.\\d s {10}Do it\\."),
            line -> assertThat(line).matches(" +\\d+\\.\\d s {2}ok {6}it happened: twice"));
    assertThat(story.checks()).isEqualTo(1);
  }

  @Test
  void aClaimThatFailsIsNamedWithItsReason() {
    Story story = story(false);
    assertThatThrownBy(
            () ->
                story.expect(
                    "it happened",
                    timeout -> {
                      throw new DemoFailure("nothing came");
                    }))
        .isInstanceOf(DemoFailure.class)
        .hasMessage("it happened: nothing came");
    assertThat(printed()).contains("FAILED  it happened");
    assertThat(story.checks()).isZero();
  }

  @Test
  void coloursAreForTerminalsOnly() throws InterruptedException {
    story(false).expect("plain", timeout -> "");
    assertThat(printed()).doesNotContain("\u001b");
    story(true).expect("coloured", timeout -> "");
    assertThat(printed()).contains("\u001b[32mok");
  }
}
