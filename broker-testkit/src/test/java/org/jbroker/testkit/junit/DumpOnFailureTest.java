package org.jbroker.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jbroker.testkit.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;

class DumpOnFailureTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DumpOnFailure dump =
      new DumpOnFailure(new PrintStream(bytes, true, StandardCharsets.UTF_8));
  private final ExtensionContext context = FakeContext.of(DumpOnFailureTest.class);

  @Test
  void printsStatesAndSeedWhenTheTestFailsAndThrowsOn() {
    SeededRandom random = dump.random(42);
    dump.add("endpoint a", () -> "three peers");
    dump.add("list", List.of(1));
    AssertionError failure = new AssertionError("no");
    assertThatThrownBy(() -> dump.handleTestExecutionException(context, failure)).isSameAs(failure);
    assertThat(printed())
        .contains("someTest() failed")
        .contains("---- endpoint a:\nthree peers")
        .contains("---- list:\n[1]")
        .contains("-Dbroker.seed=" + random.seed());
  }

  @Test
  void brokenDumpDoesNotHideTheFailure() {
    dump.add(
        "broken",
        () -> {
          throw new IllegalStateException("closed");
        });
    dump.add("next", () -> "fine");
    Error failure = new AssertionError("no");
    assertThatThrownBy(() -> dump.handleAfterEachMethodExecutionException(context, failure))
        .isSameAs(failure);
    assertThat(printed()).contains("closed").contains("fine");
  }

  @Test
  void forgetsAfterEachTest() {
    dump.add("old", () -> "old state");
    dump.afterEach(context);
    Error failure = new AssertionError("no");
    assertThatThrownBy(() -> dump.handleBeforeEachMethodExecutionException(context, failure))
        .isSameAs(failure);
    assertThat(printed()).doesNotContain("old state");
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
