package org.jbroker.data;

/** The absent value: an unset optional field. */
public final class None implements Data {

  /** The only instance. */
  public static final None NONE = new None();

  private None() {}

  @Override
  public DataType type() {
    return DataType.NONE;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visit(this);
  }

  @Override
  public int compareTo(Data other) {
    return type().compareTo(other.type());
  }

  @Override
  public boolean equals(Object o) {
    return this == o;
  }

  @Override
  public int hashCode() {
    return 1;
  }

  @Override
  public String toString() {
    return "nil";
  }
}
