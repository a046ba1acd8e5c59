package org.jbroker.store.engine.clone;

import java.util.List;
import org.jbroker.data.Data;
import org.jbroker.data.DataType;
import org.jbroker.data.Timespan;
import org.jbroker.data.Vector;
import org.jbroker.store.engine.command.StoreCommand.Action;
import org.jbroker.store.engine.command.StoreCommand.Add;
import org.jbroker.store.engine.command.StoreCommand.Subtract;
import org.jbroker.store.engine.command.StoreCommand.Update;

/**
 * The operations as the commands that clones of the C++ Broker send for them, for masters that know
 * no others.
 *
 * <pre>
 *   operation                 command     operand           initial type of a missing key
 *   increment(amount)         add         amount            its type; timestamp for a timespan
 *   decrement(amount)         subtract    amount
 *   append(text)              add         text              string
 *   insertInto(index)         add         index             set
 *   insertInto(index, value)  add         [index, value]    table
 *   removeFrom(index)         subtract    index
 *   push(value)               add         value             vector
 *   pop()                     subtract    the key
 * </pre>
 *
 * <p>They say less: {@code insertInto(index, value)} arrives at a vector as a push of the pair,
 * {@code removeFrom(index)} as a pop. Stateless.
 */
final class LibraryCommands {

  private LibraryCommands() {}

  /** The command nearest in meaning. */
  static Action of(Update update) {
    List<Data> operands = update.operands();
    return switch (update.operation()) {
      case INCREMENT -> add(update, operands.get(0), zeroType(operands.get(0)));
      case APPEND -> add(update, operands.get(0), DataType.STRING);
      case INSERT_ELEMENT -> add(update, operands.get(0), DataType.SET);
      case INSERT_VALUE -> add(update, Vector.of(operands.get(0), operands.get(1)), DataType.TABLE);
      case PUSH -> add(update, operands.get(0), DataType.VECTOR);
      case DECREMENT, REMOVE_FROM -> subtract(update, operands.get(0));
      case POP -> subtract(update, update.key());
    };
  }

  private static DataType zeroType(Data amount) {
    return amount instanceof Timespan ? DataType.TIMESTAMP : amount.type();
  }

  private static Add add(Update update, Data operand, DataType initialType) {
    return new Add(update.key(), operand, initialType, update.expiryNanos(), update.publisher());
  }

  private static Subtract subtract(Update update, Data operand) {
    return new Subtract(update.key(), operand, update.expiryNanos(), update.publisher());
  }
}
