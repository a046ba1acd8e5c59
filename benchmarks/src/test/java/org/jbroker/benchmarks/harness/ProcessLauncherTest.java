package org.jbroker.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.Test;

/** Roles in processes: what they say arrives, and they end whatever happens. */
@NoLeaks
class ProcessLauncherTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final List<String> SMALL =
      List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final ProcessLauncher launcher = new ProcessLauncher(TIMEOUT, SMALL);

  /** Says what it was given and what it heard. */
  public static final class Echo implements Role {
    @Override
    public void run(RoleContext context) throws Exception {
      context.tell("pid", ProcessHandle.current().pid());
      context.tell("argument", context.argument("word"));
      context.tell("heard", context.hear("question"));
    }
  }

  /** Fails. */
  public static final class Failing implements Role {
    @Override
    public void run(RoleContext context) {
      throw new IllegalStateException("as it should");
    }
  }

  /** Starts an {@link Echo}, which waits, and waits itself. */
  public static final class Parent implements Role {
    @Override
    public void run(RoleContext context) throws Exception {
      try (RoleHandle child =
          new ProcessLauncher(TIMEOUT, SMALL).launch(Echo.class, Map.of("word", ""))) {
        context.tell("child", child.await("pid"));
        context.hear("never");
      }
    }
  }

  @Test
  void conversationGoesBothWays() throws Exception {
    try (RoleHandle role = launcher.launch(Echo.class, Map.of("word", "a=b c"))) {
      role.say("question", "x=y");

      assertThat(role.await("heard")).isEqualTo("x=y");
      assertThat(role.await("argument")).isEqualTo("a=b c");
    }
  }

  @Test
  void aFailureIsToldToWhoeverWaits() {
    try (RoleHandle role = launcher.launch(Failing.class, Map.of())) {
      assertThatThrownBy(() -> role.await("anything"))
          .isInstanceOf(BenchmarkException.class)
          .hasMessageContaining("Failing")
          .hasMessageContaining("as it should");
    }
  }

  @Test
  void anEndWithoutAWordIsToldToWhoeverWaits() {
    try (RoleHandle role = launcher.launch(Echo.class, Map.of("word", ""), "-XX:Nonsense")) {
      assertThatThrownBy(() -> role.await("heard")).hasMessageContaining("has ended");
    }
  }

  @Test
  void waitingEnds() {
    ProcessLauncher impatient = new ProcessLauncher(Duration.ofMillis(50), SMALL);
    try (RoleHandle role = impatient.launch(Echo.class, Map.of("word", ""))) {
      assertThatThrownBy(() -> role.await("heard")).hasMessageContaining("within");
    }
  }

  @Test
  void closingEndsAProcessThatWaits() throws Exception {
    long pid;
    try (RoleHandle role = launcher.launch(Echo.class, Map.of("word", ""))) {
      pid = Long.parseLong(role.await("pid"));
      assertThat(ProcessHandle.of(pid)).isPresent();
    }
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void aRoleDiesWithItsStarter() throws Exception {
    ProcessHandle child;
    try (RoleHandle parent = launcher.launch(Parent.class, Map.of())) {
      child = ProcessHandle.of(Long.parseLong(parent.await("child"))).orElseThrow();
      ProcessHandle starter = child.parent().orElseThrow();
      assertThat(starter.destroyForcibly()).isTrue();
      starter.onExit().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      Await.until(TIMEOUT, "end of the child", () -> !isRunning(child));
    }
  }

  /** An orphan that nobody has reaped yet has ended all the same. */
  private static boolean isRunning(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }
}
