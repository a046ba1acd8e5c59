package org.jbroker.tools.store;

import java.util.Locale;

/** What the store command can do, and how many arguments each takes. */
enum Operation {
  /** Prints the value of a key. */
  GET(1, "K"),
  /** Stores a value. */
  PUT(2, "K V"),
  /** Removes an entry. */
  ERASE(1, "K"),
  /** Adds to a number. */
  INCREMENT(2, "K N"),
  /** Prints all keys. */
  KEYS(0, ""),
  /** Prints the number of entries. */
  SIZE(0, ""),
  /** Prints all entries. */
  DUMP(0, ""),
  /** Prints what happens to entries. */
  WATCH(0, "");

  private final int arguments;
  private final String usage;

  Operation(int arguments, String usage) {
    this.arguments = arguments;
    this.usage = usage;
  }

  int arguments() {
    return arguments;
  }

  /** As typed: {@code put K V}. */
  String usage() {
    return (this + " " + usage).strip();
  }

  /** Whether it can make an entry that expires. */
  boolean takesExpiry() {
    return this == PUT || this == INCREMENT;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
