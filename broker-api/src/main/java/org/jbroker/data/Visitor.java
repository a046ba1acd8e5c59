package org.jbroker.data;

/**
 * One method per kind of {@link Data}; see {@link Data#accept}.
 *
 * @param <R> what a visit returns
 */
public interface Visitor<R> {

  /** Visits the absent value. */
  R visit(None value);

  /** Visits a truth value. */
  R visit(Bool value);

  /** Visits an unsigned number. */
  R visit(Count value);

  /** Visits a signed number. */
  R visit(Int value);

  /** Visits a floating point number. */
  R visit(Real value);

  /** Visits a string. */
  R visit(Str value);

  /** Visits an address. */
  R visit(Address value);

  /** Visits a subnet. */
  R visit(Subnet value);

  /** Visits a port. */
  R visit(Port value);

  /** Visits a point in time. */
  R visit(Timestamp value);

  /** Visits a length of time. */
  R visit(Timespan value);

  /** Visits the name of an enum's constant. */
  R visit(EnumValue value);

  /** Visits a set. */
  R visit(SetData value);

  /** Visits a table. */
  R visit(Table value);

  /** Visits a vector. */
  R visit(Vector value);
}
