package org.jbroker.store.engine.command;

import java.util.Locale;

/**
 * The kinds of commands. Those up to {@link #RETRANSMIT_FAILED} are the C++ Broker's; the later
 * ones only Java masters and clones know, and a C++ Broker that gets one drops it.
 */
enum CommandKind {
  PUT(0),
  PUT_UNIQUE(1),
  PUT_UNIQUE_RESULT(2),
  ERASE(3),
  EXPIRE(4),
  ADD(5),
  SUBTRACT(6),
  CLEAR(7),
  ATTACH_WRITER(8),
  KEEPALIVE(9),
  CUMULATIVE_ACK(10),
  NACK(11),
  ACK_CLONE(12),
  RETRANSMIT_FAILED(13),
  PART(64),
  PARTS_RECEIVED(65),
  UPDATE(66),
  REFUSALS(67),
  REFUSALS_RECEIVED(68),
  LEAVE(69);

  private static final CommandKind[] BY_TAG = new CommandKind[LEAVE.tag + 1];

  static {
    for (CommandKind kind : values()) {
      BY_TAG[kind.tag] = kind;
    }
  }

  private final int tag;
  private final String wireName = name().toLowerCase(Locale.ROOT);

  CommandKind(int tag) {
    this.tag = tag;
  }

  /** The kind with this number on the wire, or null if there is none. */
  static CommandKind ofTag(int tag) {
    return tag < BY_TAG.length ? BY_TAG[tag] : null;
  }

  /** The number on the wire, 0 to 255. */
  int tag() {
    return tag;
  }

  /** What the C++ Broker calls it, or would. */
  String wireName() {
    return wireName;
  }
}
