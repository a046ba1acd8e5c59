package org.jbroker.tools.store;

import java.util.Locale;

/** What the store command can do, and how many arguments each takes. */
enum Operation {
  /** Prints the value of a key. */
  GET(1, 1, "K"),
  /** Stores a value. */
  PUT(2, 2, "K V"),
  /** Removes an entry. */
  ERASE(1, 1, "K"),
  /** Adds to a number. */
  INCREMENT(2, 2, "K N"),
  /** Prints all keys. */
  KEYS(0, 0, ""),
  /** Prints the number of entries. */
  SIZE(0, 0, ""),
  /** Prints all entries. */
  DUMP(0, 0, ""),
  /** Prints what happens to entries. */
  WATCH(0, 0, ""),
  /** Stores entries from a file. */
  IMPORT(0, 1, "[FILE]");

  private final int minArguments;
  private final int maxArguments;
  private final String usage;

  Operation(int minArguments, int maxArguments, String usage) {
    this.minArguments = minArguments;
    this.maxArguments = maxArguments;
    this.usage = usage;
  }

  boolean takes(int arguments) {
    return arguments >= minArguments && arguments <= maxArguments;
  }

  /** As typed: {@code put K V}. */
  String usage() {
    return (this + " " + usage).strip();
  }

  /** Whether it can make an entry that expires. */
  boolean takesExpiry() {
    return this == PUT || this == INCREMENT || this == IMPORT;
  }

  /** Whether its arguments are keys and values. */
  boolean takesData() {
    return this != IMPORT;
  }

  /** Whether it prints keys and values. */
  boolean printsData() {
    return this == GET || this == KEYS || this == DUMP || this == WATCH;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
