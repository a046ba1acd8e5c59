package org.jbroker.store.engine.clone;

import java.util.Objects;
import java.util.OptionalLong;
import org.jbroker.data.Data;
import org.jbroker.data.DataType;
import org.jbroker.data.Timespan;
import org.jbroker.data.Vector;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.command.StoreCommand.Action;
import org.jbroker.store.engine.command.StoreCommand.Add;
import org.jbroker.store.engine.command.StoreCommand.Clear;
import org.jbroker.store.engine.command.StoreCommand.Erase;
import org.jbroker.store.engine.command.StoreCommand.Put;
import org.jbroker.store.engine.command.StoreCommand.Subtract;

/**
 * The operations of a store as the commands that clones of the C++ Broker send for them.
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
 * <p>Two operations on a vector are more than these commands can carry: {@code insertInto(index,
 * value)} arrives as a push of the pair, {@code removeFrom(index)} as a pop. The master cannot tell
 * the difference, only a command of our own could. A type clash is not reported back.
 *
 * @param publisher who asks, as the events of the store name it: a clone or a proxy
 */
public record CloneCommands(EntityId publisher) {

  /** Refuses null. */
  public CloneCommands {
    Objects.requireNonNull(publisher, "publisher");
  }

  /** Sets an entry. */
  public Action put(Data key, Data value, OptionalLong expiryNanos) {
    return new Put(key, value, expiryNanos, publisher);
  }

  /** Removes an entry. */
  public Action erase(Data key) {
    return new Erase(key, publisher);
  }

  /** Removes all entries. */
  public Action clear() {
    return new Clear(publisher);
  }

  /** Adds to a number or timestamp. */
  public Action increment(Data key, Data amount, OptionalLong expiryNanos) {
    DataType initial = amount instanceof Timespan ? DataType.TIMESTAMP : amount.type();
    return new Add(key, amount, initial, expiryNanos, publisher);
  }

  /** Subtracts from a number or timestamp. */
  public Action decrement(Data key, Data amount, OptionalLong expiryNanos) {
    return new Subtract(key, amount, expiryNanos, publisher);
  }

  /** Appends to a string. */
  public Action append(Data key, Data text, OptionalLong expiryNanos) {
    return new Add(key, text, DataType.STRING, expiryNanos, publisher);
  }

  /** Adds an element to a set. */
  public Action insertInto(Data key, Data index, OptionalLong expiryNanos) {
    return new Add(key, index, DataType.SET, expiryNanos, publisher);
  }

  /** Sets the value of a key in a table. */
  public Action insertInto(Data key, Data index, Data value, OptionalLong expiryNanos) {
    return new Add(key, Vector.of(index, value), DataType.TABLE, expiryNanos, publisher);
  }

  /** Removes an element of a set or a key of a table. */
  public Action removeFrom(Data key, Data index, OptionalLong expiryNanos) {
    return new Subtract(key, index, expiryNanos, publisher);
  }

  /** Appends an element to a vector. */
  public Action push(Data key, Data value, OptionalLong expiryNanos) {
    return new Add(key, value, DataType.VECTOR, expiryNanos, publisher);
  }

  /** Removes the last element of a vector. */
  public Action pop(Data key, OptionalLong expiryNanos) {
    return new Subtract(key, key, expiryNanos, publisher);
  }
}
