package org.jbroker.store.engine.command;

import java.util.Locale;

/** The kinds of commands, in the order of their numbers on the wire. */
enum CommandKind {
  PUT,
  PUT_UNIQUE,
  PUT_UNIQUE_RESULT,
  ERASE,
  EXPIRE,
  ADD,
  SUBTRACT,
  CLEAR,
  ATTACH_WRITER,
  KEEPALIVE,
  CUMULATIVE_ACK,
  NACK,
  ACK_CLONE,
  RETRANSMIT_FAILED;

  private static final CommandKind[] BY_TAG = values();

  private final String wireName = name().toLowerCase(Locale.ROOT);

  /** How many kinds there are; the highest tag is one less. */
  static int count() {
    return BY_TAG.length;
  }

  /** The kind with this tag, 0 to {@link #count()} - 1. */
  static CommandKind ofTag(int tag) {
    return BY_TAG[tag];
  }

  /** The number on the wire. */
  int tag() {
    return ordinal();
  }

  /** What the C++ Broker calls it. */
  String wireName() {
    return wireName;
  }
}
