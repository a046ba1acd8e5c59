package org.jbroker.tools.throughput;

import static org.assertj.core.api.Assertions.assertThat;

import org.jbroker.data.Data;
import org.jbroker.data.SetData;
import org.jbroker.data.Table;
import org.jbroker.data.Vector;
import org.jbroker.zeek.ZeekEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventsTest {

  @Test
  void eventsHaveTheShapesOfTheCppTool() {
    ZeekEvent small = new EventFactory(1).event();
    assertThat(small).isEqualTo(new ZeekEvent("event_1", 42, "test"));

    ZeekEvent connection = new EventFactory(2).event();
    assertThat(connection.name()).isEqualTo("event_2");
    assertThat(connection.args().size()).isEqualTo(18);

    ZeekEvent big = new EventFactory(3).event();
    Table table = (Table) big.args().get(1);
    assertThat(table.size()).isEqualTo(100);
    assertThat(((SetData) table.asMap().values().iterator().next()).size()).isEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void countsTheEventsOfABatch(int type) {
    EventFactory factory = new EventFactory(type);
    assertThat(ThroughputServer.eventsIn(factory.event().toData())).isEqualTo(1);
    assertThat(ThroughputServer.eventsIn(factory.batch(1).toData())).isEqualTo(1);
    assertThat(ThroughputServer.eventsIn(factory.batch(7).toData())).isEqualTo(7);
  }

  @Test
  void countsTheBareListsOfTheCppTool() {
    Vector event = new EventFactory(1).event().toData();
    assertThat(ThroughputServer.eventsIn(Data.vector(event, event, event))).isEqualTo(3);
    assertThat(ThroughputServer.eventsIn(Data.vector())).isEqualTo(1);
    assertThat(ThroughputServer.eventsIn(Data.none())).isEqualTo(1);
  }
}
