package org.jbroker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who connects to whom. */
class ConnectionPlanTest {

  private static final ClusterLayout LAYOUT =
      ClusterLayout.parse(
          """
          nodes:
            boss: {type: manager, ip: 10.0.0.1, port: 1, time_machine: tm}
            boss-2: {type: manager, ip: 10.0.0.1, port: 10}
            l2: {type: logger, ip: 10.0.0.1, port: 2}
            l1: {type: logger, ip: 10.0.0.1, port: 3, manager: boss}
            deaf: {type: logger, ip: 10.0.0.1}
            p2: {type: proxy, ip: 10.0.0.1, port: 4, manager: boss}
            p1: {type: proxy, ip: 10.0.0.1, port: 5, manager: boss}
            w1: {type: worker, ip: 10.0.0.1, manager: boss, time_machine: tm}
            w2: {type: worker, ip: 10.0.0.1, port: 6, manager: boss-2}
            tm: {type: time_machine, ip: 10.0.0.1, port: 7}
            ctl: {type: control, ip: 10.0.0.1, port: 8}
          """);

  @ParameterizedTest
  @CsvSource({
    "boss, l1 l2 tm",
    "boss-2, l1 l2",
    "l1, ''",
    "p1, l1 l2 boss",
    "w1, l1 l2 p1 p2 boss tm",
    "w2, l1 l2 p1 p2 boss-2",
    "tm, ''",
    "ctl, ''",
  })
  void connectsByTypeAndName(String node, String targets) {
    assertThat(ConnectionPlan.of(LAYOUT, LAYOUT.nodes().get(node)))
        .extracting(ClusterNode::name)
        .containsExactly(targets.isEmpty() ? new String[0] : targets.split(" "));
  }
}
