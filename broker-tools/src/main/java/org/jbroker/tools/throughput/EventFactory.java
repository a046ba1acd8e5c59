package org.jbroker.tools.throughput;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jbroker.data.Data;
import org.jbroker.data.Port;
import org.jbroker.data.SetData;
import org.jbroker.data.Table;
import org.jbroker.data.Vector;
import org.jbroker.zeek.Batch;
import org.jbroker.zeek.ZeekEvent;

/**
 * Makes events of the three sizes that broker-throughput of the C++ Broker has: 1 is a number and a
 * short string, 2 resembles a line of conn.log, 3 holds a table of 100 sets of 10 strings. The
 * contents come from a generator with a fixed seed. Not thread-safe.
 */
final class EventFactory {

  /** How many types there are; the first is 1. */
  static final int TYPES = 3;

  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final long SEED = 31_337;
  private static final int TABLE_KEYS = 100;
  private static final int KEY_CHARS = 15;
  private static final int SET_VALUES = 10;
  private static final int VALUE_CHARS = 5;
  private static final int UID_CHARS = 10;
  private static final long DURATION_NANOS = 3_140_000_000L;

  private final int type;
  private final String name;
  private final Random random = new Random(SEED);
  private long counter;

  EventFactory(int type) {
    this.type = type;
    name = "event_" + type;
  }

  ZeekEvent event() {
    return ZeekEvent.withArgs(name, arguments());
  }

  Batch batch(int size) {
    List<ZeekEvent> events = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      events.add(event());
    }
    return new Batch(events);
  }

  private Vector arguments() {
    return switch (type) {
      case 1 -> Data.vector(42, "test");
      case 2 -> connection();
      case 3 -> Data.vector(Data.now(), table());
      default -> throw new IllegalStateException("no event type " + type);
    };
  }

  private Vector connection() {
    return Data.vector(
        Data.now(),
        text(UID_CHARS),
        Data.vector(
            Data.address("1.2.3.4"),
            Data.port(4567, Port.Protocol.TCP),
            Data.address("3.4.5.6"),
            Data.port(80, Port.Protocol.TCP)),
        Data.enumValue("tcp"),
        text(UID_CHARS),
        Data.timespan(DURATION_NANOS),
        count(),
        count(),
        text(VALUE_CHARS),
        true,
        false,
        count(),
        text(UID_CHARS),
        count(),
        count(),
        count(),
        count(),
        Data.set(text(UID_CHARS), text(UID_CHARS)));
  }

  private Table table() {
    Table.Builder table = Table.builder(TABLE_KEYS);
    for (int i = 0; i < TABLE_KEYS; i++) {
      SetData.Builder values = SetData.builder(SET_VALUES);
      for (int j = 0; j < SET_VALUES; j++) {
        values.add(text(VALUE_CHARS));
      }
      table.put(text(KEY_CHARS), values.build());
    }
    return table.build();
  }

  private Data text(int chars) {
    StringBuilder text = new StringBuilder(chars);
    for (int i = 0; i < chars; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return Data.string(text.toString());
  }

  private Data count() {
    return Data.count(++counter);
  }
}
