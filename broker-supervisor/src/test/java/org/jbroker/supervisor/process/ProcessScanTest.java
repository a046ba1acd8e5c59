package org.jbroker.supervisor.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which processes belong to a worker, in a {@code /proc} that is made up. */
class ProcessScanTest {

  private static final Path LOCK = Path.of("/run/nodes/a/lock");
  private static final ProcessId MAIN = new ProcessId(100, 5000);

  @TempDir Path proc;

  @BeforeEach
  void init() throws IOException {
    process(1, 0, 1, 1);
  }

  private void process(long pid, long parent, long session, long start) throws IOException {
    process(pid, "sh", 'S', parent, session, start);
  }

  private void process(long pid, String name, char state, long parent, long session, long start)
      throws IOException {
    Path folder = Files.createDirectories(proc.resolve(pid + "/fd")).getParent();
    Files.writeString(
        folder.resolve("stat"),
        pid
            + " ("
            + name
            + ") "
            + state
            + " "
            + parent
            + " "
            + pid
            + " "
            + session
            + " 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 "
            + start
            + " 2990080 445 1 1 1 0\n",
        StandardCharsets.ISO_8859_1);
    environment(pid, "PATH=/bin");
  }

  private void environment(long pid, String... variables) throws IOException {
    Files.writeString(
        proc.resolve(pid + "/environ"),
        String.join("\0", variables) + "\0",
        StandardCharsets.ISO_8859_1);
  }

  private void open(long pid, int descriptor, String target) throws IOException {
    Files.createSymbolicLink(proc.resolve(pid + "/fd/" + descriptor), Path.of(target));
  }

  private List<Long> members(Optional<ProcessId> main, boolean ownsSession) throws IOException {
    return ProcessScan.of(proc, new ProcessMarks(proc))
        .membersOf(new WorkerMarks("0123", LOCK, main, ownsSession))
        .stream()
        .map(ProcessId::pid)
        .sorted()
        .toList();
  }

  @Test
  void itsSessionBelongsToIt() throws IOException {
    process(100, 1, 100, 5000);
    process(101, 1, 100, 5001);
    process(102, 1, 102, 5002);
    assertThat(members(Optional.of(MAIN), true)).containsExactly(100L, 101L);
  }

  @Test
  void itsSessionBelongsToItWhenItHasEnded() throws IOException {
    process(101, 1, 100, 5001);
    assertThat(members(Optional.of(MAIN), true)).containsExactly(101L);
    assertThat(members(Optional.of(MAIN), false)).isEmpty();
  }

  @Test
  void theSessionOfAStrangerWithItsPidDoesNot() throws IOException {
    process(100, 1, 100, 9000);
    process(101, 100, 100, 9001);
    assertThat(members(Optional.of(MAIN), true)).isEmpty();
  }

  @Test
  void whoeverHasItsInstanceOrItsLockBelongsToIt() throws IOException {
    process(200, 1, 200, 6000);
    environment(200, "A=1", "BROKER_NODE_INSTANCE=0123", "B=2");
    process(201, 1, 201, 6001);
    environment(201, "XBROKER_NODE_INSTANCE=0123", "A=BROKER_NODE_INSTANCE=0123");
    process(202, 1, 202, 6002);
    environment(202, "BROKER_NODE_INSTANCE=01234");
    process(203, 1, 203, 6003);
    open(203, 0, "pipe:[1]");
    open(203, 7, LOCK.toString());
    process(204, 1, 204, 6004);
    open(204, 9, "/run/nodes/b/lock");
    assertThat(members(Optional.empty(), false)).containsExactly(200L, 203L);
  }

  @Test
  void descendantsOfMembersBelongToItHoweverDeep() throws IOException {
    process(100, 1, 100, 5000);
    process(300, 100, 300, 7000);
    process(301, 300, 301, 7001);
    process(302, 301, 302, 7002);
    process(303, 1, 303, 7003);
    assertThat(members(Optional.of(MAIN), true)).containsExactly(100L, 300L, 301L, 302L);
  }

  @Test
  void aZombieIsGone() throws IOException {
    process(100, "sh", 'Z', 1, 100, 5000);
    assertThat(members(Optional.of(MAIN), true)).isEmpty();
    assertThat(ProcessScan.isRunning(proc, MAIN)).isFalse();
    assertThat(ProcessScan.current(proc, 100)).contains(MAIN);
  }

  @Test
  void readsNamesThatLookLikeOtherFields() throws IOException {
    process(100, "a) S 1 (b ) c", 'S', 1, 100, 5000);
    assertThat(ProcessScan.isRunning(proc, MAIN)).isTrue();
    assertThat(members(Optional.of(MAIN), true)).containsExactly(100L);
  }

  @Test
  void neverIsOneOfThemItself() throws IOException {
    long self = ProcessHandle.current().pid();
    process(self, 1, 100, 5001);
    open(self, 9, LOCK.toString());
    assertThat(members(Optional.of(MAIN), true)).isEmpty();
  }

  @Test
  void passesOverWhatIsNoProcess() throws IOException {
    Files.createDirectories(proc.resolve("sys"));
    Files.createDirectories(proc.resolve("4711"));
    process(100, 1, 100, 5000);
    Files.createDirectories(proc.resolve("4712"));
    Files.writeString(proc.resolve("4712/stat"), "4712 (x) S 1");
    assertThat(members(Optional.of(MAIN), true)).containsExactly(100L);
  }

  @Test
  void findsEachKindOfRemains() throws IOException {
    Files.createDirectories(proc.resolve("sys/kernel/random"));
    Files.writeString(proc.resolve("sys/kernel/random/boot_id"), "boot-1\n");
    NodeFiles files = new NodeFiles(Files.createDirectory(proc.resolve("node")));
    assertThat(find(files)).isEqualTo(Found.Kind.NOTHING);
    process(100, 1, 100, 5000);
    open(100, 9, files.lock().toString());
    environment(100, "BROKER_NODE_INSTANCE=0123");
    assertThat(find(files)).isEqualTo(Found.Kind.NEWBORN);
    Files.writeString(files.record(), "0123 100 5000 boot-1\n");
    assertThat(find(files)).isEqualTo(Found.Kind.RUNNING);
    Files.writeString(files.record(), "0123 99 4999 boot-1\n");
    assertThat(find(files)).isEqualTo(Found.Kind.LEFTOVERS);
    for (String damaged :
        List.of("", "0123 100 5000", "0123 x 5000 boot-1", "0123 100 5000 boot-1 more")) {
      Files.writeString(files.record(), damaged);
      assertThat(find(files)).as(damaged).isEqualTo(Found.Kind.NEWBORN);
    }
  }

  private Found.Kind find(NodeFiles files) throws IOException {
    WorkerFinder finder = new WorkerFinder(proc);
    return finder.find(files, finder.freshScan()).kind();
  }
}
