package org.jbroker.store.engine.clone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.jbroker.EndpointId;
import org.jbroker.data.Data;
import org.jbroker.data.DataType;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.command.StoreCommand.Action;
import org.jbroker.store.engine.command.StoreCommand.Add;
import org.jbroker.store.engine.command.StoreCommand.Subtract;
import org.jbroker.store.engine.command.StoreCommand.Update;
import org.jbroker.store.engine.ops.Operation;
import org.junit.jupiter.api.Test;

/** The commands as the C++ library's frontend makes them (2.8, {@code store.cc}). */
class LibraryCommandsTest {

  private static final EntityId WHO = new EntityId(EndpointId.random(), 3);
  private static final Data KEY = Data.string("k");
  private static final Data X = Data.string("x");
  private static final OptionalLong EXPIRY = OptionalLong.of(5);
  private static final Subtract SUBTRACT_X = new Subtract(KEY, X, EXPIRY, WHO);

  private static Action command(Operation operation, Data... operands) {
    return LibraryCommands.of(new Update(operation, KEY, List.of(operands), EXPIRY, WHO));
  }

  private static Add add(Data value, DataType initial) {
    return new Add(KEY, value, initial, EXPIRY, WHO);
  }

  @Test
  void sendsWhatTheClonesOfTheLibrarySend() {
    assertThat(command(Operation.DECREMENT, X)).isEqualTo(SUBTRACT_X);
    assertThat(command(Operation.APPEND, X)).isEqualTo(add(X, DataType.STRING));
    assertThat(command(Operation.INSERT_ELEMENT, X)).isEqualTo(add(X, DataType.SET));
    assertThat(command(Operation.INSERT_VALUE, X, KEY))
        .isEqualTo(add(Data.vector(X, KEY), DataType.TABLE));
    assertThat(command(Operation.REMOVE_FROM, X)).isEqualTo(SUBTRACT_X);
    assertThat(command(Operation.PUSH, X)).isEqualTo(add(X, DataType.VECTOR));
    assertThat(command(Operation.POP)).isEqualTo(new Subtract(KEY, KEY, EXPIRY, WHO));
  }

  @Test
  void anIncrementBeginsWithTheAmountsTypeAndATimespanWithATimestamp() {
    assertThat(command(Operation.INCREMENT, Data.count(1)))
        .isEqualTo(add(Data.count(1), DataType.COUNT));
    assertThat(command(Operation.INCREMENT, Data.real(1)))
        .isEqualTo(add(Data.real(1), DataType.REAL));
    assertThat(command(Operation.INCREMENT, Data.timespan(1)))
        .isEqualTo(add(Data.timespan(1), DataType.TIMESTAMP));
  }
}
