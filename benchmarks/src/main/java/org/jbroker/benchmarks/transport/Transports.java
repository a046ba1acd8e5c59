package org.jbroker.benchmarks.transport;

import java.util.Optional;

/** The transports by the names that contestants have. */
public final class Transports {

  /** The library with its own protocol. */
  public static final String OURS = "ours-64";

  /** The library with the C++ Broker's protocol. */
  public static final String OURS_V1 = "ours-1";

  /** As {@link #OURS}, with records instead of text. */
  public static final String OURS_RECORDS = "ours-64-records";

  /** As {@link #OURS_V1}, with records instead of text. */
  public static final String OURS_V1_RECORDS = "ours-1-records";

  /** Bare Netty whose caller puts messages together. */
  public static final String NETTY_COALESCED = "netty-coalesced";

  /** Bare Netty behind a queue for any number of threads. */
  public static final String NETTY_QUEUE = "netty-queue";

  /** Bare Netty with a write for each message. */
  public static final String NETTY_EACH = "netty-each";

  /** Bare Netty, all on the event loops. */
  public static final String NETTY_LOOP = "netty-loop";

  /** Bare Netty with a hop to the application's thread. */
  public static final String NETTY_HOP = "netty-hop";

  /** JeroMQ that does not drop. */
  public static final String JEROMQ = "jeromq";

  /** NATS. */
  public static final String NATS = "nats";

  private Transports() {}

  /** The transport of that name. */
  public static Transport named(String name) {
    return switch (name) {
      case OURS -> new BrokerTransport(64, MessageForm.TEXT);
      case OURS_V1 -> new BrokerTransport(1, MessageForm.TEXT);
      case OURS_RECORDS -> new BrokerTransport(64, MessageForm.RECORD);
      case OURS_V1_RECORDS -> new BrokerTransport(1, MessageForm.RECORD);
      case NETTY_COALESCED -> new NettyTransport(NettyTransport.Sending.COALESCED, false);
      case NETTY_QUEUE -> new NettyTransport(NettyTransport.Sending.QUEUE, false);
      case NETTY_EACH -> new NettyTransport(NettyTransport.Sending.EACH, false);
      case NETTY_LOOP -> new NettyTransport(NettyTransport.Sending.COALESCED, false);
      case NETTY_HOP -> new NettyTransport(NettyTransport.Sending.COALESCED, true);
      case JEROMQ -> new JeroMqTransport();
      case NATS -> new NatsTransport();
      default -> throw new IllegalArgumentException("no transport " + name);
    };
  }

  /** Why a transport cannot be used here; empty if it can. */
  public static Optional<String> unavailable(String name) {
    return name.equals(NATS) && NatsServer.find().isEmpty()
        ? Optional.of("nats-server is not installed")
        : Optional.empty();
  }
}
