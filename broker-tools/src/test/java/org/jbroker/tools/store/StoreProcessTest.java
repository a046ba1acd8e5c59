package org.jbroker.tools.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.tools.Tool.TIMEOUT;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
