package org.jbroker.tools.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jbroker.EndpointId;
import org.jbroker.cluster.ClusterLayout;
import org.jbroker.cluster.ClusterMember;
import org.jbroker.cluster.ClusterStatus;
import org.jbroker.cluster.NodeType;
import org.jbroker.cluster.PoolNode;
import org.jbroker.cluster.PoolStatus;
import org.junit.jupiter.api.Test;

class StatusTextTest {

  private static final EndpointId ONE = EndpointId.of("11111111-2222-4333-8444-555555555555");
  private static final EndpointId TWO = EndpointId.of("22222222-2222-4333-8444-555555555555");
  private static final Instant TIME = Instant.parse("2026-11-20T15:00:01.234567Z");

  private static final ClusterLayout LAYOUT =
      ClusterLayout.parse(
          """
          nodes:
            manager:  {type: manager, ip: 127.0.0.1, port: 47761}
            proxy-1:  {type: proxy, ip: "::1", port: 47763, manager: manager}
            proxy-2:  {type: proxy, ip: 127.0.0.1, port: 47764, manager: manager}
            worker-1: {type: worker, ip: 127.0.0.1, manager: manager}
          """);

  /** As proxy-1 sees it. */
  private static final ClusterStatus STATUS =
      new ClusterStatus(
          "proxy-1",
          ONE,
          NodeType.PROXY,
          TIME,
          true,
          false,
          List.of(new ClusterMember("manager", TWO, NodeType.MANAGER, TIME)),
          List.of(
              new PoolStatus(
                  "bro/cluster/pool/proxy",
                  NodeType.PROXY,
                  List.of(
                      new PoolNode("proxy-1", "proxy-1.0", 1, true),
                      new PoolNode("proxy-2", "proxy-2.0", 2, false))),
              new PoolStatus(
                  "my/pool",
                  NodeType.WORKER,
                  List.of(new PoolNode("worker-9", "worker-9.0", 3, false)))));

  @Test
  void tableHasTheNodesOfTheLayoutInItsOrderAndWhatTheNodeKnowsBesides() {
    assertThat(StatusText.table(STATUS, NodeRow.of(STATUS, Optional.of(LAYOUT))))
        .containsExactly(
            "proxy-1 sees 2 of 5 nodes up; it is fully connected; the cluster has not started",
            "NODE      TYPE     STATE     UP SINCE              POOLS      ADDRESS          ID",
            "manager   manager  up        2026-11-20T15:00:01Z  -          127.0.0.1:47761  " + TWO,
            "proxy-1   proxy    up        2026-11-20T15:00:01Z  proxy      [::1]:47763      " + ONE,
            "proxy-2   proxy    not seen  -                     (proxy)    127.0.0.1:47764  -",
            "worker-1  worker   down      -                     -          -                -",
            "worker-9  worker   down      -                     (my/pool)  -                -");
  }

  @Test
  void withoutALayoutThereIsWhatTheNodeKnows() {
    assertThat(NodeRow.of(STATUS, Optional.empty()))
        .extracting(NodeRow::name, NodeRow::state, NodeRow::address)
        .containsExactly(
            tuple("proxy-1", NodeRow.State.UP, Optional.empty()),
            tuple("manager", NodeRow.State.UP, Optional.empty()),
            tuple("proxy-2", NodeRow.State.NOT_SEEN, Optional.empty()),
            tuple("worker-9", NodeRow.State.DOWN, Optional.empty()));
  }

  @Test
  void jsonHasTheSame() {
    assertThat(StatusText.json(STATUS, NodeRow.of(STATUS, Optional.of(LAYOUT))))
        .startsWith(
            "{\"node\":\"proxy-1\",\"fully_connected\":true,\"started\":false,\"nodes\":["
                + "{\"name\":\"manager\",\"type\":\"manager\",\"state\":\"up\","
                + "\"address\":\"127.0.0.1:47761\",\"id\":\""
                + TWO
                + "\",\"up_since\":\"2026-11-20T15:00:01.234567Z\"},")
        .contains(
            "{\"name\":\"worker-1\",\"type\":\"worker\",\"state\":\"down\",\"address\":null,"
                + "\"id\":null,\"up_since\":null}")
        .endsWith(
            "{\"topic\":\"my/pool\",\"type\":\"worker\","
                + "\"nodes\":[{\"name\":\"worker-9\",\"alive\":false}]}]}");
  }
}
