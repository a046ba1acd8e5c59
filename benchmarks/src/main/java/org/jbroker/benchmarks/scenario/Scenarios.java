package org.jbroker.benchmarks.scenario;

import java.util.ArrayList;
import java.util.List;
import org.jbroker.benchmarks.harness.Scenario;

/** All benchmarks, in the order in which they run. */
public final class Scenarios {

  private Scenarios() {}

  /** All of them. */
  public static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    all.add(new ThroughputScenario());
    all.add(new RecordScenario());
    all.add(new RoundTripScenario());
    all.add(new RelayScenario());
    all.addAll(MicroScenarios.all());
    all.add(new PeerFanoutScenario());
    all.add(new AllocationScenario());
    all.add(new StorePutScenario());
    all.add(new CloneScenario());
    all.add(new SqliteScenario());
    all.add(new HandoverScenario());
    all.add(new IdleScenario());
    return all;
  }
}
