package org.jbroker.store.engine.ops;

import java.util.Objects;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;

/** What became of an operation on one value. */
public sealed interface Outcome {

  /**
   * The key gets this value, which may equal the old one, and the expiry of the operation.
   *
   * @param value the new value
   */
  record Written(Data value) implements Outcome {

    /** Refuses null. */
    public Written {
      Objects.requireNonNull(value, "value");
    }
  }

  /** The key is missing, and the operation does nothing then. */
  record Skipped() implements Outcome {}

  /**
   * The operation does not fit the value; value and expiry stay.
   *
   * @param code {@link ErrorCode#TYPE_CLASH} or {@link ErrorCode#INVALID_DATA}
   * @param message what does not fit, for a person
   */
  record Refused(ErrorCode code, String message) implements Outcome {}

  /** The one instance that is needed. */
  Outcome SKIPPED = new Skipped();

  /** A new value. */
  static Outcome written(Data value) {
    return new Written(value);
  }

  /** A value of a type that the operation does not know. */
  static Outcome clash(String operation, Data current, Data operand) {
    return new Refused(
        ErrorCode.TYPE_CLASH,
        operation + ": a value of type " + current.type() + " and one of type " + operand.type());
  }

  /** An operand of the right type that is of no use. */
  static Outcome invalid(String message) {
    return new Refused(ErrorCode.INVALID_DATA, message);
  }
}
