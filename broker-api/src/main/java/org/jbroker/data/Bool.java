package org.jbroker.data;

/** A truth value; false comes before true. */
public final class Bool implements Data {

  /** True. */
  public static final Bool TRUE = new Bool(true);

  /** False. */
  public static final Bool FALSE = new Bool(false);

  private final boolean value;

  private Bool(boolean value) {
    this.value = value;
  }

  /** The instance for {@code value}. */
  public static Bool of(boolean value) {
    return value ? TRUE : FALSE;
  }

  /** The value. */
  public boolean value() {
    return value;
  }

  @Override
  public DataType type() {
    return DataType.BOOL;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visit(this);
  }

  @Override
  public int compareTo(Data other) {
    return other instanceof Bool b
        ? Boolean.compare(value, b.value)
        : type().compareTo(other.type());
  }

  @Override
  public boolean equals(Object o) {
    return this == o;
  }

  @Override
  public int hashCode() {
    return Boolean.hashCode(value);
  }

  @Override
  public String toString() {
    return value ? "T" : "F";
  }
}
