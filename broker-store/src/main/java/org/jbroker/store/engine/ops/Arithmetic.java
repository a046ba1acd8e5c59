package org.jbroker.store.engine.ops;

import java.util.Optional;
import org.jbroker.data.Count;
import org.jbroker.data.Data;
import org.jbroker.data.Int;
import org.jbroker.data.Real;
import org.jbroker.data.Timespan;
import org.jbroker.data.Timestamp;

/**
 * Addition and subtraction. Counts are modulo 2^64 as the C++ library's; ints, timestamps and
 * timespans wrap around too, where C++ leaves it undefined, so that no operand can fail. Reals are
 * IEEE 754.
 */
final class Arithmetic {

  private Arithmetic() {}

  /** The sum, or empty if the types do not add. */
  static Optional<Data> plus(Data current, Data amount) {
    if (current instanceof Count c && amount instanceof Count a) {
      return Optional.of(Data.count(c.bits() + a.bits()));
    }
    if (current instanceof Int i && amount instanceof Int a) {
      return Optional.of(Data.integer(i.value() + a.value()));
    }
    if (current instanceof Real r && amount instanceof Real a) {
      return Optional.of(Data.real(r.value() + a.value()));
    }
    if (current instanceof Timespan t && amount instanceof Timespan a) {
      return Optional.of(Data.timespan(t.nanos() + a.nanos()));
    }
    if (current instanceof Timestamp t && amount instanceof Timespan a) {
      return Optional.of(Data.timestamp(t.nanos() + a.nanos()));
    }
    return Optional.empty();
  }

  /** The difference, or empty if the types do not subtract. */
  static Optional<Data> minus(Data current, Data amount) {
    if (current instanceof Count c && amount instanceof Count a) {
      return Optional.of(Data.count(c.bits() - a.bits()));
    }
    if (current instanceof Int i && amount instanceof Int a) {
      return Optional.of(Data.integer(i.value() - a.value()));
    }
    if (current instanceof Real r && amount instanceof Real a) {
      return Optional.of(Data.real(r.value() - a.value()));
    }
    if (current instanceof Timespan t && amount instanceof Timespan a) {
      return Optional.of(Data.timespan(t.nanos() - a.nanos()));
    }
    if (current instanceof Timestamp t && amount instanceof Timespan a) {
      return Optional.of(Data.timestamp(t.nanos() - a.nanos()));
    }
    return Optional.empty();
  }
}
