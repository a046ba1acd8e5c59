package org.jbroker.data;

/**
 * The kinds of {@link Data}, in the order in which values of different kinds compare.
 *
 * <p>The position is also the tag byte of the wire format (version 1).
 */
public enum DataType {
  /** {@link None}. */
  NONE(None.class),
  /** {@link Bool}. */
  BOOL(Bool.class),
  /** {@link Count}. */
  COUNT(Count.class),
  /** {@link Int}. */
  INT(Int.class),
  /** {@link Real}. */
  REAL(Real.class),
  /** {@link Str}. */
  STRING(Str.class),
  /** {@link Address}. */
  ADDRESS(Address.class),
  /** {@link Subnet}. */
  SUBNET(Subnet.class),
  /** {@link Port}. */
  PORT(Port.class),
  /** {@link Timestamp}. */
  TIMESTAMP(Timestamp.class),
  /** {@link Timespan}. */
  TIMESPAN(Timespan.class),
  /** {@link EnumValue}. */
  ENUM_VALUE(EnumValue.class),
  /** {@link SetData}. */
  SET(SetData.class),
  /** {@link Table}. */
  TABLE(Table.class),
  /** {@link Vector}. */
  VECTOR(Vector.class);

  private static final DataType[] BY_TAG = values();

  private final Class<? extends Data> javaType;

  DataType(Class<? extends Data> javaType) {
    this.javaType = javaType;
  }

  /** The tag byte on the wire, 0 to 14. */
  public int tag() {
    return ordinal();
  }

  /** The class whose instances are of this kind. */
  public Class<? extends Data> javaType() {
    return javaType;
  }

  /**
   * The kind with a given tag byte.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static DataType ofTag(int tag) {
    if (tag < 0 || tag >= BY_TAG.length) {
      throw new IllegalArgumentException("no data type has tag " + tag);
    }
    return BY_TAG[tag];
  }
}
