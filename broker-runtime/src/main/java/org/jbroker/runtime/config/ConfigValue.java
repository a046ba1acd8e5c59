package org.jbroker.runtime.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/** A value as {@code broker.conf} spells it, not yet matched to what its key takes. Immutable. */
sealed interface ConfigValue {

  /** {@code true} or {@code false}. */
  record Bool(boolean value) implements ConfigValue {}

  /** A number without fraction, of 64 bits. */
  record Whole(long value) implements ConfigValue {}

  /** A number with fraction or exponent. */
  record Real(double value) implements ConfigValue {}

  /** A whole number with a unit of time. */
  record Span(Duration value) implements ConfigValue {}

  /** A quoted string; a variable's or an argument's text, too. */
  record Text(String value) implements ConfigValue {}

  /** {@code <scheme:rest>}. */
  record Uri(URI value) implements ConfigValue {}

  /** {@code [a, b]}. */
  record Items(List<ConfigValue> values) implements ConfigValue {
    /** Copies the elements. */
    public Items {
      values = List.copyOf(values);
    }
  }

  /** {@code {a = 1}} inside a list; elsewhere a group only lengthens the keys of its settings. */
  record Group(List<Setting> settings) implements ConfigValue {
    /** Copies the elements. */
    public Group {
      settings = List.copyOf(settings);
    }
  }

  /** How an error message shows the value: short, on one line. */
  default String describe() {
    if (this instanceof Bool v) {
      return String.valueOf(v.value());
    } else if (this instanceof Whole v) {
      return String.valueOf(v.value());
    } else if (this instanceof Real v) {
      return String.valueOf(v.value());
    } else if (this instanceof Span v) {
      return v.value().toString();
    } else if (this instanceof Text v) {
      return Describe.quoted(v.value());
    } else if (this instanceof Uri v) {
      return "<" + v.value() + ">";
    } else if (this instanceof Items) {
      return "a list";
    }
    return "a group";
  }
}
