package org.jbroker.tools.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jbroker.supervisor.RuntimeDirectory;
import org.jbroker.supervisor.Supervisor;
import org.jbroker.supervisor.SupervisorOptions;
import org.jbroker.supervisor.SupervisorTopics;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.DumpOnFailure;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.tools.cli.CommandLines;
import org.jbroker.tools.cli.Console;
import org.jline.reader.Candidate;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The shell on a terminal and from a stream, with a supervisor in this process. */
@NoLeaks
class ShellTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @RegisterExtension final DumpOnFailure dump = new DumpOnFailure();
  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Console console = new Console(out, err, false);
  private RuntimeDirectory directory;
  private Supervisor supervisor;
  private CtlSession session;

  @BeforeEach
  void startSupervisor() {
    directory = RuntimeDirectory.at(folder.resolve("r"));
    supervisor = Supervisor.start(SupervisorOptions.builder(directory).build());
    session = new CtlSession(directory, SupervisorTopics.bro(), Optional.empty(), false);
    dump.add("output", () -> out.toString(StandardCharsets.UTF_8));
    dump.add("errors", () -> err.toString(StandardCharsets.UTF_8));
  }

  @AfterEach
  void endSupervisor() throws InterruptedException {
    if (!supervisor.ended().isDone()) {
      session.client(false).destroyAll();
    }
    session.close();
    supervisor.close();
  }

  private int runLines(String... lines) throws IOException, InterruptedException {
    byte[] input = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    return Shell.onStream(console, session, new ByteArrayInputStream(input)).run();
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String complained() {
    return err.toString(StandardCharsets.UTF_8);
  }

  // --- from a stream

  @Test
  void linesOfAStreamAreCommandsAndCommentsAndTheWorstStatusIsTheShells() throws Exception {
    assertThat(runLines("# nothing", "", "status", "create a -- sleep 600", "status a")).isZero();
    assertThat(printed()).startsWith("no nodes\ncreated a\nNAME ").contains("\na     none  ");
    assertThat(runLines("stop a", "stop b", "status b")).isEqualTo(1);
    assertThat(printed()).contains("stopped a\n");
    assertThat(complained())
        .contains("ctl stop: stop b: there is no node 'b'\n")
        .contains("ctl status: status b: there is no node 'b'\n");
    assertThat(runLines("stop b", "dance", "status")).isEqualTo(2);
    assertThat(runLines("create 'b")).isEqualTo(2);
    assertThat(complained()).contains("dance").contains("a quote is not closed");
  }

  @Test
  void exitEndsTheShellAndNothingElse() throws Exception {
    assertThat(runLines("create a sleep 600", "exit", "destroy --all")).isZero();
    assertThat(session.client(false).status()).containsOnlyKeys("a");
  }

  @Test
  void wordsMayBeQuoted() throws Exception {
    assertThat(runLines("create a --env 'X=1 2' -- sh -c \"echo \\\"$X\\\" ; sleep 600\" ''"))
        .isZero();
    assertThat(session.client(false).status("a").config().command())
        .containsExactly("sh", "-c", "echo \"$X\" ; sleep 600", "");
    assertThat(session.client(false).status("a").config().env()).containsEntry("X", "1 2");
  }

  @Test
  void jsonIsOneLineForEachCommand() throws Exception {
    assertThat(
            runLines(
                "create a --json sleep 600", "start a b --json", "status --json", "destroy --json"))
        .isEqualTo(2);
    String[] lines = printed().split("\n");
    assertThat(lines).hasSize(3);
    assertThat(lines[0]).isEqualTo("{\"ok\":true,\"created\":\"a\"}");
    assertThat(lines[1])
        .isEqualTo(
            "{\"ok\":false,\"started\":[\"a\"],\"failed\":"
                + "{\"b\":\"start b: there is no node 'b'\"}}");
    assertThat(lines[2])
        .startsWith("{\"supervisor\":{\"directory\":\"" + directory + "\",\"pid\":")
        .contains(
            "\"name\":\"a\",\"type\":\"none\",\"state\":\"running\",\"wanted\":true,\"pid\":");
  }

  @Test
  void optionsOfTheShellAreNoOptionsOfItsLines() throws Exception {
    assertThat(runLines("status --directory /x")).isEqualTo(2);
    assertThat(runLines("serve")).isEqualTo(2);
    assertThat(runLines("--json")).isEqualTo(2);
    assertThat(complained()).contains("when the shell is started", "no command of the shell");
  }

  @Test
  void deployRunsTheNodesOfThisMachine() throws Exception {
    Path layout = folder.resolve("layout.yaml");
    Files.writeString(
        layout,
        """
        nodes:
          manager: {type: manager, ip: 127.0.0.1, port: 2200}
          worker-1: {type: worker, ip: "::1", manager: manager, interface: lo}
          far: {type: worker, ip: 192.0.2.1, manager: manager}
        """);
    String command = "deploy " + layout + " --command 'sleep 600' --wait";
    assertThat(runLines(command, command)).isZero();
    assertThat(printed())
        .isEqualTo(
            "created manager, worker-1; on other machines far\n"
                + "unchanged manager, worker-1; on other machines far\n");
    assertThat(runLines("deploy " + layout + " --command 'sleep 601' --json")).isZero();
    assertThat(printed())
        .endsWith(
            "{\"ok\":true,\"created\":[],\"recreated\":[\"manager\",\"worker-1\"],"
                + "\"unchanged\":[],\"destroyed\":[],\"elsewhere\":[\"far\"]}\n");
    assertThat(runLines("deploy /no/such/file")).isEqualTo(1);
    assertThat(runLines("deploy " + layout + " --command-of king=x")).isEqualTo(2);
  }

  @Test
  void shutdownEndsWorkersAndSupervisor() throws Exception {
    assertThat(runLines("create a sleep 600", "shutdown --timeout 1")).isBetween(0, 1);
    supervisor.ended().get(20, TimeUnit.SECONDS);
  }

  // --- on a terminal

  /** A terminal without a device: what is typed, and what is shown. */
  private final class Typist implements AutoCloseable {
    private final PipedOutputStream keys = new PipedOutputStream();
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final CompletableFuture<Integer> status = new CompletableFuture<>();

    private final Terminal terminal;

    Typist() throws IOException {
      terminal =
          TerminalBuilder.builder()
              .system(false)
              .streams(new PipedInputStream(keys), screen)
              .type("ansi")
              .encoding(StandardCharsets.UTF_8)
              .graphemeCluster(false)
              .size(Size.of(80, 24))
              .build();
      dump.add("screen", () -> screen.toString(StandardCharsets.UTF_8));
      Runnable shell =
          () -> {
            try {
              status.complete(Shell.onTerminal(console, session, terminal).run());
            } catch (IOException | InterruptedException | RuntimeException e) {
              status.completeExceptionally(e);
            }
          };
      new Thread(shell, "shell").start();
    }

    void type(String text) throws IOException {
      keys.write(text.getBytes(StandardCharsets.UTF_8));
      keys.flush();
    }

    /** Ctrl-C while a command runs: a terminal that nobody controls makes no signal of it. */
    void interrupt() {
      terminal.raise(Terminal.Signal.INT);
    }

    void awaitPrinted(String text) {
      Await.until(TIMEOUT, text, () -> printed().contains(text));
    }

    int awaitEnd() throws Exception {
      return status.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
      keys.close();
      status.handle((value, failure) -> value).orTimeout(20, TimeUnit.SECONDS).join();
    }
  }

  @Test
  void terminalHasEditingHistoryAndCompletionAndSurvivesCtrlC() throws Exception {
    try (Typist typist = new Typist()) {
      typist.awaitPrinted("in " + directory + ". 'help' lists the commands");
      typist.type("create a slee 600\u001b[D\u001b[D\u001b[D\u001b[Dp\r");
      typist.awaitPrinted("created a");
      typist.type("garbage\u0003");
      typist.type("resta\ta\t\r");
      typist.awaitPrinted("restarted a");
      typist.type("\u001b[A\u001b[A\u001b[A\u0001\u000bstatus\r");
      typist.awaitPrinted("a     none  running");
      typist.type("\u0004");
      assertThat(typist.awaitEnd()).isZero();
    }
    Path history = directory.path().resolve(Shell.HISTORY);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(history))
        .contains(":create a sleep 600\n")
        .contains(":restart a\n")
        .doesNotContain("garbage");
    assertThat(session.client(false).status()).containsOnlyKeys("a");
  }

  @Test
  void ctrlCEndsTheCommandThatRunsAndNotTheShell() throws Exception {
    assertThat(runLines("create a -- sh -c 'echo hello; exec sleep 600'")).isZero();
    try (Typist typist = new Typist()) {
      typist.type("logs -f a\r");
      typist.awaitPrinted("hello");
      typist.interrupt();
      typist.type("stop a\r");
      typist.awaitPrinted("stopped a");
      typist.type("exit\r");
      assertThat(typist.awaitEnd()).isZero();
    }
  }

  // --- completion

  private List<String> completions(String line) {
    CommandLine commands =
        CommandLines.of(new CtlCommand(console, session), CommandLine.defaultFactory(), console);
    ParsedLine parsed =
        ShellWords.parser().parse(line, line.length(), Parser.ParseContext.COMPLETE);
    List<Candidate> candidates = new ArrayList<>();
    new CtlCompleter(commands.getCommandSpec(), () -> Set.of("n-1", "n-2"))
        .complete(null, parsed, candidates);
    return candidates.stream().map(Candidate::value).toList();
  }

  @Test
  void completionKnowsCommandsNodesAndOptions() {
    assertThat(completions("")).contains("status", "start", "deploy", "exit", "help");
    assertThat(completions("help st")).contains("status");
    assertThat(completions("stop n")).containsExactlyInAnyOrder("n-1", "n-2");
    assertThat(completions("stop n-1 ")).containsExactly("n-2");
    assertThat(completions("logs -")).contains("--follow", "--lines", "--json");
    assertThat(completions("create ")).isEmpty();
    assertThat(completions("dance ")).isEmpty();
  }
}
