package org.jbroker.store.engine.master;

import org.jbroker.data.Data;
import org.jbroker.data.EnumValue;
import org.jbroker.data.SetData;
import org.jbroker.data.Str;
import org.jbroker.data.Table;
import org.jbroker.data.Vector;
import org.jbroker.store.engine.command.StoreCommand.Action;
import org.jbroker.store.engine.command.StoreCommand.Add;
import org.jbroker.store.engine.command.StoreCommand.Put;
import org.jbroker.store.engine.command.StoreCommand.PutUnique;
import org.jbroker.store.engine.command.StoreCommand.Subtract;
import org.jbroker.store.engine.command.StoreCommand.Update;

/**
 * About how many bytes of memory an action keeps alive: for the channels' limits, which are there
 * to bound memory, not to count bytes on the wire. Linear in the size of the value; its depth is
 * bounded by {@link Data#MAX_DEPTH}. Stateless.
 */
public final class DataSize {

  private static final long ACTION_BYTES = 128;
  private static final long VALUE_BYTES = 24;

  private DataSize() {}

  /** Of an action. */
  public static long of(Action action) {
    if (action instanceof Put put) {
      return ACTION_BYTES + of(put.key()) + of(put.value());
    }
    if (action instanceof PutUnique put) {
      return ACTION_BYTES + of(put.key()) + of(put.value());
    }
    if (action instanceof Add add) {
      return ACTION_BYTES + of(add.key()) + of(add.value());
    }
    if (action instanceof Subtract subtract) {
      return ACTION_BYTES + of(subtract.key()) + of(subtract.value());
    }
    if (action instanceof Update update) {
      long bytes = ACTION_BYTES + of(update.key());
      for (Data operand : update.operands()) {
        bytes += of(operand);
      }
      return bytes;
    }
    // The others hold a key at most, which is small.
    return ACTION_BYTES + VALUE_BYTES;
  }

  static long of(Data value) {
    long bytes = VALUE_BYTES;
    if (value instanceof Str text) {
      bytes += text.length();
    } else if (value instanceof EnumValue text) {
      bytes += text.length();
    } else if (value instanceof Vector vector) {
      for (Data element : vector) {
        bytes += of(element);
      }
    } else if (value instanceof SetData set) {
      for (Data element : set) {
        bytes += of(element);
      }
    } else if (value instanceof Table table) {
      for (int i = 0; i < table.size(); i++) {
        bytes += of(table.keyAt(i)) + of(table.valueAt(i));
      }
    }
    return bytes;
  }
}
