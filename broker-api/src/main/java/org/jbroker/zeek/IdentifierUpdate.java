package org.jbroker.zeek;

import org.jbroker.data.Data;
import org.jbroker.data.Str;
import org.jbroker.data.Vector;

/** Gives a global variable of Zeek's scripts a new value. */
public final class IdentifierUpdate extends ZeekMessage {

  private static final int NAME_INDEX = 0;
  private static final int VALUE_INDEX = 1;

  private final String name;
  private final Data value;

  /** A new value of {@code name}. */
  public IdentifierUpdate(String name, Data value) {
    this(wrap(Kind.IDENTIFIER_UPDATE, Vector.of(Str.of(name), value)));
  }

  /** From data whose outer form was checked. */
  IdentifierUpdate(Vector data) {
    super(data);
    name = field(NAME_INDEX, "name", Str.class).text();
    value = field(VALUE_INDEX, "value", Data.class);
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if the data is none; the text says what is wrong
   */
  public static IdentifierUpdate from(Data data) {
    return new IdentifierUpdate(outer(data, Kind.IDENTIFIER_UPDATE));
  }

  @Override
  public Kind kind() {
    return Kind.IDENTIFIER_UPDATE;
  }

  /** The variable, with its module. */
  public String name() {
    return name;
  }

  /** The new value. */
  public Data value() {
    return value;
  }
}
