package org.jbroker.data;

/** An object that knows its own form as {@link Data}; {@link Data#of} asks it. */
public interface DataConvertible {

  /** This object as data; never null. */
  Data toData();
}
