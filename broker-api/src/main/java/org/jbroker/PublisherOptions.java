package org.jbroker;

/**
 * The buffer of a {@link Publisher}.
 *
 * @param capacity how many messages wait in it at most while there is no demand
 */
public record PublisherOptions(int capacity) {

  /** 1,024 messages. */
  public static final PublisherOptions DEFAULT = new PublisherOptions(1024);

  /** Refuses a capacity below one. */
  public PublisherOptions {
    if (capacity < 1) {
      throw new IllegalArgumentException("a publisher's capacity is at least 1, not " + capacity);
    }
  }
}
