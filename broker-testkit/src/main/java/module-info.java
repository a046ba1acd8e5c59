/** The test kit of Broker for Java: start at {@link org.jbroker.testkit}. */
module org.jbroker.testkit {
  requires transitive org.jbroker.api;
  requires static org.junit.jupiter.api;

  exports org.jbroker.testkit;
  exports org.jbroker.testkit.junit;
  exports org.jbroker.testkit.net;
  exports org.jbroker.testkit.process;
  exports org.jbroker.testkit.wire;
}
