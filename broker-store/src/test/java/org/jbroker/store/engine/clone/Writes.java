package org.jbroker.store.engine.clone;

import java.util.List;
import java.util.OptionalLong;
import org.jbroker.data.Data;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.command.StoreCommand.Action;
import org.jbroker.store.engine.command.StoreCommand.Put;
import org.jbroker.store.engine.command.StoreCommand.Update;
import org.jbroker.store.engine.ops.Operation;

/** What the tests write through a clone, without expiry. */
record Writes(EntityId publisher) {

  private static final OptionalLong NEVER = OptionalLong.empty();

  Action put(Data key, Data value) {
    return new Put(key, value, NEVER, publisher);
  }

  Action push(Data key, Data value) {
    return update(Operation.PUSH, key, value);
  }

  Action increment(Data key, Data amount) {
    return update(Operation.INCREMENT, key, amount);
  }

  Action decrement(Data key, Data amount) {
    return update(Operation.DECREMENT, key, amount);
  }

  private Action update(Operation operation, Data key, Data operand) {
    return new Update(operation, key, List.of(operand), NEVER, publisher);
  }
}
