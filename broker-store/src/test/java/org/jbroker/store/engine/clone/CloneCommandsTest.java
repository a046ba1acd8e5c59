package org.jbroker.store.engine.clone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.jbroker.EndpointId;
import org.jbroker.data.Data;
import org.jbroker.data.DataType;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.command.StoreCommand.Add;
import org.jbroker.store.engine.command.StoreCommand.Clear;
import org.jbroker.store.engine.command.StoreCommand.Erase;
import org.jbroker.store.engine.command.StoreCommand.Put;
import org.jbroker.store.engine.command.StoreCommand.Subtract;
import org.junit.jupiter.api.Test;

class CloneCommandsTest {

  private static final EntityId WHO = new EntityId(new EndpointId(0, 1), 7);
  private static final Data KEY = Data.string("k");
  private static final Data X = Data.string("x");
  private static final OptionalLong EXPIRY = OptionalLong.of(5);

  private final CloneCommands commands = new CloneCommands(WHO);

  @Test
  void sendsWhatTheClonesOfTheLibrarySend() {
    assertThat(commands.put(KEY, X, EXPIRY)).isEqualTo(new Put(KEY, X, EXPIRY, WHO));
    assertThat(commands.erase(KEY)).isEqualTo(new Erase(KEY, WHO));
    assertThat(commands.clear()).isEqualTo(new Clear(WHO));
    assertThat(commands.decrement(KEY, X, EXPIRY)).isEqualTo(new Subtract(KEY, X, EXPIRY, WHO));
    assertThat(commands.append(KEY, X, EXPIRY)).isEqualTo(add(X, DataType.STRING));
    assertThat(commands.insertInto(KEY, X, EXPIRY)).isEqualTo(add(X, DataType.SET));
    assertThat(commands.insertInto(KEY, X, KEY, EXPIRY))
        .isEqualTo(add(Data.vector(X, KEY), DataType.TABLE));
    assertThat(commands.removeFrom(KEY, X, EXPIRY)).isEqualTo(new Subtract(KEY, X, EXPIRY, WHO));
    assertThat(commands.push(KEY, X, EXPIRY)).isEqualTo(add(X, DataType.VECTOR));
    assertThat(commands.pop(KEY, EXPIRY)).isEqualTo(new Subtract(KEY, KEY, EXPIRY, WHO));
  }

  @Test
  void anIncrementBeginsWithTheAmountsTypeAndATimespanWithATimestamp() {
    assertThat(commands.increment(KEY, Data.count(1), EXPIRY))
        .isEqualTo(add(Data.count(1), DataType.COUNT));
    assertThat(commands.increment(KEY, Data.real(1), EXPIRY))
        .isEqualTo(add(Data.real(1), DataType.REAL));
    assertThat(commands.increment(KEY, Data.timespan(1), EXPIRY))
        .isEqualTo(add(Data.timespan(1), DataType.TIMESTAMP));
  }

  private static Add add(Data value, DataType initial) {
    return new Add(KEY, value, initial, EXPIRY, WHO);
  }
}
