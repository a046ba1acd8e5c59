package org.jbroker.store.engine.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.store.engine.service.StoreNet.SOON;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jbroker.EndpointId;
import org.jbroker.ErrorCode;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.SeededRandom;
import org.jbroker.testkit.junit.DumpOnFailure;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores whose master and clones are processes of their own, which are killed. */
@NoLeaks
@DisabledOnOs(OS.WINDOWS)
class ProcessesTest {

  @RegisterExtension final DumpOnFailure dump = new DumpOnFailure();

  @TempDir private Path folder;

  private final List<StoreProcess> processes = new ArrayList<>();

  @AfterEach
  void close() {
    processes.forEach(StoreProcess::close);
  }

  private StoreProcess start(EndpointId id, int version) {
    StoreProcess process = new StoreProcess(id, version);
    processes.add(process);
    dump.add(process.process());
    return process;
  }

  private StoreProcess start(int version) {
    return start(EndpointId.random(), version);
  }

  private static void link(StoreProcess from, StoreProcess to, String port) {
    assertThat(from.ask("peer", port)).isEqualTo("true");
    assertThat(from.ask("await", to.id())).isEqualTo("true");
    assertThat(to.ask("await", from.id())).isEqualTo("true");
  }

  private static void flush(StoreProcess process) {
    assertThat(process.ask("flush")).isEqualTo("true");
  }

  private static void awaitEqual(StoreProcess master, StoreProcess... clones) {
    for (StoreProcess clone : clones) {
      Await.until(SOON, "the clone is equal", () -> clone.dump().equals(master.dump()));
    }
  }

  @Test
  void clonesFollowAMasterThatIsKilledAndStartedAgainOrMoved() {
    killMasters(64, 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 1})
  @Tag("long")
  @Timeout(600)
  void clonesFollowAMasterThatIsKilledAndStartedAgainOrMovedManyTimes(int version) {
    killMasters(version, 25);
  }

  /** A master is every other time at the endpoint of the one before, else at a new one. */
  private void killMasters(int version, int lives) {
    SeededRandom random = dump.random(3 + version);
    StoreProcess first = start(version);
    StoreProcess second = start(version);
    List<StoreProcess> clones = List.of(first, second);
    List<String> ports = new ArrayList<>();
    for (StoreProcess clone : clones) {
      ports.add(clone.ask("listen"));
      clone.ask("clone");
    }
    // Each is started a life ahead: only when it is asked to, it has a store.
    StoreProcess next = start(version);
    long increments = 0;
    for (int life = 0; life < lives; life++) {
      StoreProcess master = next;
      next = start(life % 2 == 0 ? master.id() : EndpointId.random(), version);
      assertThat(master.ask("master", folder.resolve("yoda.sqlite"))).isEqualTo("done");
      for (int i = 0; i < clones.size(); i++) {
        assertThat(master.ask("peer", ports.get(i))).isEqualTo("true");
      }
      int now = 1 + random.nextInt(50);
      first.ask("increment", "n", now);
      second.ask("put", "life", life);
      master.ask("put", "master", life);
      increments += now;
      flush(first);
      flush(second);
      flush(master);
      awaitEqual(master, first, second);
      assertThat(master.number("n")).as("life %d", life).isEqualTo(increments);
      // The master may have applied these or not, and its acknowledgement may be lost with it.
      int unsettled = random.nextInt(20);
      first.ask("increment", "n", unsettled);
      increments += unsettled;
      master.kill9();
      // Kept for the next one.
      int later = random.nextInt(20);
      first.ask("increment", "n", later);
      increments += later;
    }
    next.ask("master", folder.resolve("yoda.sqlite"));
    for (int i = 0; i < clones.size(); i++) {
      next.ask("peer", ports.get(i));
    }
    flush(first);
    awaitEqual(next, first, second);
    assertThat(next.number("n")).isEqualTo(increments);
  }

  @Test
  void aCloneWhoseProcessIsKilledJoinsAgainAndHasLostNothingThatItFlushed() {
    killClones(64, 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 1})
  @Tag("long")
  @Timeout(600)
  void aCloneWhoseProcessIsKilledManyTimesHasLostNothingThatItFlushed(int version) {
    killClones(version, 25);
  }

  /** The clone is every other time at the same endpoint, with ids that nobody may mix up. */
  private void killClones(int version, int lives) {
    SeededRandom random = dump.random(4 + version);
    StoreProcess master = start(version);
    StoreProcess witness = start(version);
    EndpointId endpoint = EndpointId.random();
    String port = master.ask("listen");
    master.ask("master");
    witness.ask("clone");
    link(witness, master, port);
    long atLeast = 0;
    for (int life = 0; life < lives; life++) {
      StoreProcess clone = start(endpoint, version);
      clone.ask("clone");
      assertThat(clone.ask("peer", port)).isEqualTo("true");
      assertThat(clone.ask("idle")).isEqualTo("true");
      awaitEqual(master, clone);
      long before = master.number("n");
      assertThat(before).isGreaterThanOrEqualTo(atLeast);
      int flushed = 1 + random.nextInt(50);
      clone.ask("increment", "n", flushed);
      flush(clone);
      assertThat(master.number("n")).as("life %d", life).isEqualTo(before + flushed);
      int unconfirmed = random.nextInt(500);
      clone.ask("increment", "n", unconfirmed);
      clone.kill9();
      atLeast = before + flushed;
      Await.until(SOON, "the master is idle", () -> master.ask("idle").equals("true"));
      assertThat(master.number("n")).isBetween(atLeast, atLeast + unconfirmed);
      awaitEqual(master, witness);
      endpoint = life % 2 == 0 ? endpoint : EndpointId.random();
    }
  }

  @Test
  void ofTwoMastersEachKeepsItsClonesUntilItIsKilled() {
    twoMasters(64);
  }

  @Test
  @Tag("long")
  void ofTwoMastersOfVersion1EachKeepsItsClonesUntilItIsKilled() {
    twoMasters(1);
  }

  private void twoMasters(int version) {
    List<StoreProcess> all = new ArrayList<>();
    Collections.addAll(all, start(version), start(version), start(version), start(version));
    StoreProcess left = all.get(0);
    StoreProcess right = all.get(1);
    StoreProcess leftClone = all.get(2);
    StoreProcess rightClone = all.get(3);
    leftClone.ask("forward");
    rightClone.ask("forward");
    List<String> ports = all.stream().map(process -> process.ask("listen")).toList();
    left.ask("master");
    right.ask("master");
    leftClone.ask("clone");
    rightClone.ask("clone");
    link(leftClone, left, ports.get(0));
    link(rightClone, right, ports.get(1));
    left.ask("put", "mark", "left");
    right.ask("put", "mark", "right");
    awaitEqual(left, leftClone);
    awaitEqual(right, rightClone);

    link(leftClone, rightClone, ports.get(3));
    for (StoreProcess clone : List.of(leftClone, rightClone)) {
      Await.until(
          SOON, "it is told", () -> clone.ask("errors", ErrorCode.MASTER_EXISTS).equals("1"));
    }
    leftClone.ask("put", "by-left", 1);
    rightClone.ask("put", "by-right", 1);
    flush(leftClone);
    flush(rightClone);
    awaitEqual(left, leftClone);
    awaitEqual(right, rightClone);
    assertThat(left.dump()).contains("mark=left", "by-left").doesNotContain("by-right");
    assertThat(right.dump()).contains("mark=right", "by-right").doesNotContain("by-left");
    StoreProcess third = start(version);
    link(third, left, ports.get(0));
    assertThat(third.ask("master")).isEqualTo("failed " + ErrorCode.MASTER_EXISTS);

    left.kill9();
    awaitEqual(right, leftClone, rightClone);
    leftClone.ask("put", "by-left", 2);
    flush(leftClone);
    awaitEqual(right, leftClone, rightClone);
    assertThat(right.dump()).contains("by-left=2", "by-right=1", "mark=right");
  }
}
