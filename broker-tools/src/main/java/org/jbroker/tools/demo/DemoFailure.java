package org.jbroker.tools.demo;

/** Something that the demo claims did not happen. The message says what. */
final class DemoFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  DemoFailure(String message) {
    super(message);
  }
}
