package org.jbroker.benchmarks.transport;

/**
 * How far a source may be ahead of its target, for transports whose queues drop messages when they
 * are full: the target says every {@link #ACK_EVERY} messages how many it has, through the same
 * transport, and the source waits while it is {@link #MESSAGES} ahead.
 */
final class Window {

  /** Messages under way. */
  static final int MESSAGES = 32 * 1024;

  /** Messages that one acknowledgement stands for. */
  static final int ACK_EVERY = 4 * 1024;

  /** How large queues are made: the window, and what may wait beside it. */
  static final int QUEUE = 2 * MESSAGES;

  /** How long to wait for a message or an acknowledgement before the round has failed. */
  static final long SILENCE_SECONDS = 60;

  private Window() {}
}
