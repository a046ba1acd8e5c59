package org.jbroker.tools.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.tools.Tool.TIMEOUT;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.data.Data;
import org.jbroker.store.Backend;
import org.jbroker.store.Store;
import org.jbroker.testkit.junit.DumpOnFailure;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.process.TestProcess;
import org.jbroker.tools.Tool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The store command against masters in other processes and in this one. */
@NoLeaks
class StoreProcessTest {

  @RegisterExtension final DumpOnFailure dump = new DumpOnFailure();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** Runs {@code broker store --peer ADDRESS yoda ARGUMENTS} and returns what it printed. */
  private String store(String address, int status, String... arguments) {
    out.reset();
    err.reset();
    List<String> all = new ArrayList<>(List.of("store", "--peer", address, "yoda"));
    all.addAll(List.of(arguments));
    assertThat(Tool.run(out, err, all.toArray(new String[0]))).as(err::toString).isEqualTo(status);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static Endpoint endpoint() {
    return Endpoint.open(EndpointOptions.builder().ignoreBrokerConf(true).build());
  }

  @Test
  void writesAreOnTheMasterWhenTheCommandEndsAndSurviveItsKill(@TempDir Path directory) {
    Path file = directory.resolve("yoda.sqlite");
    String master = "--master=yoda=sqlite:" + file;
    try (TestProcess node = dump.add(Tool.start("node", "--listen=127.0.0.1:0", master))) {
      node.awaitLine(Pattern.compile("^master of yoda in sqlite:.*"), TIMEOUT);
      String address = Tool.address(node);
      assertThat(store(address, 0, "put", "name", "a\tb")).isEmpty();
      store(address, 0, "increment", "4.2", "7c");
      store(address, 0, "increment", "4.2", "1c");
      assertThat(store(address, 0, "get", "4.2")).isEqualTo("8\n");
      node.kill9();
    }
    try (TestProcess node = dump.add(Tool.start("node", "--listen=127.0.0.1:0", master))) {
      String address = Tool.address(node);
      assertThat(store(address, 0, "dump")).isEqualTo("4.200000\t8\nname\ta\\tb\n");
      assertThat(store(address, 0, "keys")).isEqualTo("4.200000\nname\n");
      assertThat(store(address, 0, "size")).isEqualTo("2\n");
      store(address, 1, "get", "gone");
      assertThat(err.toString(StandardCharsets.UTF_8)).contains("no such key: gone");
    }
  }

  @Test
  void nodesWithClonesFollowTheirMaster() throws InterruptedException {
    try (Endpoint endpoint = endpoint();
        Store master = endpoint.attachMaster("yoda", Backend.memory())) {
      String address = "127.0.0.1:" + endpoint.listen("127.0.0.1", 0);
      try (TestProcess node = dump.add(Tool.start("node", "--peer", address, "--clone=yoda"))) {
        node.awaitLine(Pattern.compile("^clone of yoda$"), TIMEOUT);
        node.awaitLine(Pattern.compile("^peer added .*"), TIMEOUT);
        master.put("k", 1);
        assertThat(master.awaitIdle(TIMEOUT)).isTrue();
      }
    }
  }

  @Test
  void watchPrintsEachEventOnALine() throws InterruptedException {
    try (Endpoint endpoint = endpoint();
        Store master = endpoint.attachMaster("yoda", Backend.memory())) {
      master.put("before", 1);
      String address = "127.0.0.1:" + endpoint.listen("127.0.0.1", 0);
      try (TestProcess watch =
          dump.add(Tool.start("store", "--peer", address, "yoda", "watch", "--count=4"))) {
        watch.awaitLine(Pattern.compile("^watching yoda$"), TIMEOUT);
        store(address, 0, "put", "k", "1");
        store(address, 0, "increment", "k", "-3");
        store(address, 0, "erase", "k");
        store(address, 0, "put", "k", "9", "--expiry=0.05");
        assertThat(watch.requireEnd(TIMEOUT)).isZero();
        assertThat(Tool.output(watch))
            .containsExactly("insert\tk\t1", "update\tk\t1\t-2", "erase\tk\t-2", "insert\tk\t9");
      }
      assertThat(master.get("before")).contains(Data.integer(1));
    }
  }

  @Test
  void whatDumpPrintsAsJsonIsImportedWithAllTypes(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("dump");
    Map<Data, Data> everything = new HashMap<>();
    everything.put(Data.string("5"), Data.integer(5));
    everything.put(Data.integer(5), Data.count(-1));
    everything.put(Data.string(new byte[] {'a', '\t', '\n', (byte) 0xFF, 0}), Data.none());
    everything.put(Data.vector(Data.address("::1"), Data.real(0.1)), Data.subnet("10.0.0.0/8"));
    everything.put(Data.port("80/tcp"), Data.table("k", Data.set(1, 2), "\u009b\u202e", true));
    everything.put(Data.string(""), Data.timestamp(1));
    try (Endpoint endpoint = endpoint();
        Store master = endpoint.attachMaster("yoda", Backend.memory())) {
      everything.forEach(master::put);
      String address = "127.0.0.1:" + endpoint.listen("127.0.0.1", 0);
      String dump = store(address, 0, "dump", "--json");
      assertThat(dump.lines()).hasSize(6).allMatch(line -> line.split("\t").length == 2);
      assertThat(dump).doesNotContain("\u009b", "\u202e");
      Files.writeString(file, dump);
      assertThat(store(address, 0, "keys", "--json").lines())
          .contains("{\"@data-type\":\"port\",\"data\":\"80/tcp\"}");
      assertThat(store(address, 0, "get", "{\"@data-type\":\"port\",\"data\":\"80/tcp\"}"))
          .isNotEmpty();
      master.clear();
      assertThat(store(address, 0, "import", file.toString())).isEqualTo("6 entries\n");
      assertThat(master.snapshot()).isEqualTo(everything);
    }
  }

  @Test
  void importReadsAnyNumberOfLinesFromStandardInput() throws Exception {
    int entries = 20_000;
    try (Endpoint endpoint = endpoint();
        Store master = endpoint.attachMaster("yoda", Backend.memory())) {
      String address = "127.0.0.1:" + endpoint.listen("127.0.0.1", 0);
      try (TestProcess process =
          dump.add(Tool.start("store", "--peer", address, "yoda", "import", "--expiry=1000"))) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < entries; i++) {
          lines.append(i).append("\tvalue ").append(i).append(i % 2 == 0 ? "\n\n" : "\n");
        }
        process.write(lines.append("last\t1c").toString().getBytes(StandardCharsets.UTF_8));
        process.closeInput();
        assertThat(process.requireEnd(TIMEOUT)).isZero();
        assertThat(Tool.output(process)).containsExactly((entries + 1) + " entries");
      }
      assertThat(master.size()).isEqualTo(entries + 1);
      assertThat(master.get("last")).contains(Data.count(1));
      assertThat(master.get(77)).contains(Data.string("value 77"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "no tab, expected a key",
        "a\tb\tc, expected a key",
        "k\t9223372036854775808, 64 bits",
        "k\t{\"@data-type\":\"king\", JSON",
      })
  void importNamesTheLineThatItCannotReadAndKeepsThoseBefore(
      String bad, String reason, @TempDir Path directory) throws Exception {
    Path file = directory.resolve("bad");
    Files.writeString(file, "a\t1\n\nb\t2\n" + bad + "\nc\t3\n");
    try (Endpoint endpoint = endpoint();
        Store master = endpoint.attachMaster("yoda", Backend.memory())) {
      String address = "127.0.0.1:" + endpoint.listen("127.0.0.1", 0);
      assertThat(store(address, 1, "import", file.toString())).isEmpty();
      assertThat(err.toString(StandardCharsets.UTF_8))
          .contains("broker store: line 4 of the input: ")
          .contains(reason)
          .contains("2 entries before it are stored");
      assertThat(master.snapshot())
          .isEqualTo(Map.of(Data.of("a"), Data.of(1), Data.of("b"), Data.of(2)));
    }
  }

  @Test
  void aFileThatCannotBeReadIsNamedBeforeTheMasterIsLookedFor(@TempDir Path directory) {
    for (Path file : List.of(directory, directory.resolve("none"))) {
      assertThat(store("127.0.0.1:1", 1, "import", file.toString())).isEmpty();
      assertThat(err.toString(StandardCharsets.UTF_8)).contains("cannot read the file " + file);
    }
  }

  @Test
  void saysWhenThereIsNoMaster() {
    try (Endpoint endpoint = endpoint()) {
      String address = "127.0.0.1:" + endpoint.listen("127.0.0.1", 0);
      assertThat(store(address, 1, "size", "--timeout=0.5")).isEmpty();
      assertThat(err.toString(StandardCharsets.UTF_8))
          .contains("broker store: no master of the store yoda was found within 0.5 s");
    }
  }

  @Test
  void aDatabaseThatCannotBeOpenedIsAFailure(@TempDir Path directory) {
    String master = "--master=yoda=sqlite:" + directory;
    assertThat(Tool.run(out, err, "node", "--listen=127.0.0.1:0", master)).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("broker node: ", directory.toString());
  }
}
