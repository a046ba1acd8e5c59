package org.jbroker;

import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jbroker.data.Data;
import org.jbroker.spi.EndpointProvider;

/**
 * How an endpoint behaves. Immutable; every field has a default, which stands here and nowhere
 * else.
 *
 * <pre>{@code
 * EndpointOptions.builder().name("worker-1").ttl(4).build()
 * }</pre>
 *
 * <p>{@link #load(String...)} reads {@code broker.conf}, the environment and command-line
 * arguments; a builder reads none of them.
 */
public final class EndpointOptions {

  private final String name;
  private final EndpointId id;
  private final boolean forward;
  private final int ttl;
  private final boolean propagateSubscriptions;
  private final boolean treeTopology;
  private final boolean localDelivery;
  private final TlsOptions tls;
  private final int peerBufferSize;
  private final long peerBufferBytes;
  private final PeerOverflow peerOverflow;
  private final int subscriberBufferSize;
  private final long subscriberBufferBytes;
  private final int webSocketBufferSize;
  private final long webSocketBufferBytes;
  private final PeerOverflow webSocketOverflow;
  private final String webSocketAddress;
  private final Integer webSocketPort;
  private final Duration handshakeTimeout;
  private final Duration heartbeatInterval;
  private final Duration drainTimeout;
  private final int maxFrameBytes;
  private final int maxDataDepth;
  private final int maxElements;
  private final int maxPeers;
  private final int maxPendingHandshakes;
  private final int maxProtocolVersion;
  private final int ioThreads;
  private final boolean useRealTime;
  private final boolean ignoreBrokerConf;
  private final Executor executor;
  private final Verbosity consoleVerbosity;
  private final Verbosity fileVerbosity;
  private final String logFile;

  private final Set<String> explicit;

  private EndpointOptions(Builder b) {
    explicit = Set.copyOf(b.explicit);
    name = b.name;
    id = b.id;
    forward = b.forward;
    ttl = b.ttl;
    propagateSubscriptions = b.propagateSubscriptions;
    treeTopology = b.treeTopology;
    localDelivery = b.localDelivery;
    tls = b.tls;
    peerBufferSize = b.peerBufferSize;
    peerBufferBytes = b.peerBufferBytes;
    peerOverflow = b.peerOverflow;
    subscriberBufferSize = b.subscriberBufferSize;
    subscriberBufferBytes = b.subscriberBufferBytes;
    webSocketBufferSize = b.webSocketBufferSize;
    webSocketBufferBytes = b.webSocketBufferBytes;
    webSocketOverflow = b.webSocketOverflow;
    webSocketAddress = b.webSocketAddress;
    webSocketPort = b.webSocketPort;
    handshakeTimeout = b.handshakeTimeout;
    heartbeatInterval = b.heartbeatInterval;
    drainTimeout = b.drainTimeout;
    maxFrameBytes = b.maxFrameBytes;
    maxDataDepth = b.maxDataDepth;
    maxElements = b.maxElements;
    maxPeers = b.maxPeers;
    maxPendingHandshakes = b.maxPendingHandshakes;
    maxProtocolVersion = b.maxProtocolVersion;
    ioThreads = b.ioThreads;
    useRealTime = b.useRealTime;
    ignoreBrokerConf = b.ignoreBrokerConf;
    executor = b.executor;
    consoleVerbosity = b.consoleVerbosity;
    fileVerbosity = b.fileVerbosity;
    logFile = b.logFile;
  }

  /** The defaults, without {@code broker.conf} and environment. */
  public static EndpointOptions defaults() {
    return builder().build();
  }

  /** A builder that starts from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Options from their defaults, the file {@code broker.conf} in the working directory, the
   * environment ({@code BROKER_CONSOLE_VERBOSITY}, {@code BROKER_FILE_VERBOSITY}, {@code
   * BROKER_WEB_SOCKET_PORT}) and {@code args} such as {@code --ttl=4} or {@code --broker.ttl=4},
   * each overriding those before it.
   *
   * @throws IllegalArgumentException naming file and line, variable or argument that is wrong
   */
  public static EndpointOptions load(String... args) {
    return EndpointProvider.load().loadOptions(args);
  }

  /** A builder that starts from these options. */
  public Builder toBuilder() {
    Builder b = new Builder();
    b.explicit.addAll(explicit);
    b.name = name;
    b.id = id;
    b.forward = forward;
    b.ttl = ttl;
    b.propagateSubscriptions = propagateSubscriptions;
    b.treeTopology = treeTopology;
    b.localDelivery = localDelivery;
    b.tls = tls;
    b.peerBufferSize = peerBufferSize;
    b.peerBufferBytes = peerBufferBytes;
    b.peerOverflow = peerOverflow;
    b.subscriberBufferSize = subscriberBufferSize;
    b.subscriberBufferBytes = subscriberBufferBytes;
    b.webSocketBufferSize = webSocketBufferSize;
    b.webSocketBufferBytes = webSocketBufferBytes;
    b.webSocketOverflow = webSocketOverflow;
    b.webSocketAddress = webSocketAddress;
    b.webSocketPort = webSocketPort;
    b.handshakeTimeout = handshakeTimeout;
    b.heartbeatInterval = heartbeatInterval;
    b.drainTimeout = drainTimeout;
    b.maxFrameBytes = maxFrameBytes;
    b.maxDataDepth = maxDataDepth;
    b.maxElements = maxElements;
    b.maxPeers = maxPeers;
    b.maxPendingHandshakes = maxPendingHandshakes;
    b.maxProtocolVersion = maxProtocolVersion;
    b.ioThreads = ioThreads;
    b.useRealTime = useRealTime;
    b.ignoreBrokerConf = ignoreBrokerConf;
    b.executor = executor;
    b.consoleVerbosity = consoleVerbosity;
    b.fileVerbosity = fileVerbosity;
    b.logFile = logFile;
    return b;
  }

  /**
   * These options, with each that was not set explicitly taken from {@code fallback}: how {@link
   * Endpoint#open(EndpointOptions)} adds {@code broker.conf} and the environment.
   */
  public EndpointOptions orElse(EndpointOptions fallback) {
    Builder b = fallback.toBuilder();
    b.explicit.addAll(explicit);
    if (explicit.contains("name")) {
      b.name = name;
    }
    if (explicit.contains("id")) {
      b.id = id;
    }
    if (explicit.contains("forward")) {
      b.forward = forward;
    }
    if (explicit.contains("ttl")) {
      b.ttl = ttl;
    }
    if (explicit.contains("propagateSubscriptions")) {
      b.propagateSubscriptions = propagateSubscriptions;
    }
    if (explicit.contains("treeTopology")) {
      b.treeTopology = treeTopology;
    }
    if (explicit.contains("localDelivery")) {
      b.localDelivery = localDelivery;
    }
    if (explicit.contains("tls")) {
      b.tls = tls;
    }
    if (explicit.contains("peerBufferSize")) {
      b.peerBufferSize = peerBufferSize;
    }
    if (explicit.contains("peerBufferBytes")) {
      b.peerBufferBytes = peerBufferBytes;
    }
    if (explicit.contains("peerOverflow")) {
      b.peerOverflow = peerOverflow;
    }
    if (explicit.contains("subscriberBufferSize")) {
      b.subscriberBufferSize = subscriberBufferSize;
    }
    if (explicit.contains("subscriberBufferBytes")) {
      b.subscriberBufferBytes = subscriberBufferBytes;
    }
    if (explicit.contains("webSocketBufferSize")) {
      b.webSocketBufferSize = webSocketBufferSize;
    }
    if (explicit.contains("webSocketBufferBytes")) {
      b.webSocketBufferBytes = webSocketBufferBytes;
    }
    if (explicit.contains("webSocketOverflow")) {
      b.webSocketOverflow = webSocketOverflow;
    }
    if (explicit.contains("webSocketAddress")) {
      b.webSocketAddress = webSocketAddress;
    }
    if (explicit.contains("webSocketPort")) {
      b.webSocketPort = webSocketPort;
    }
    if (explicit.contains("handshakeTimeout")) {
      b.handshakeTimeout = handshakeTimeout;
    }
    if (explicit.contains("heartbeatInterval")) {
      b.heartbeatInterval = heartbeatInterval;
    }
    if (explicit.contains("drainTimeout")) {
      b.drainTimeout = drainTimeout;
    }
    if (explicit.contains("maxFrameBytes")) {
      b.maxFrameBytes = maxFrameBytes;
    }
    if (explicit.contains("maxDataDepth")) {
      b.maxDataDepth = maxDataDepth;
    }
    if (explicit.contains("maxElements")) {
      b.maxElements = maxElements;
    }
    if (explicit.contains("maxPeers")) {
      b.maxPeers = maxPeers;
    }
    if (explicit.contains("maxPendingHandshakes")) {
      b.maxPendingHandshakes = maxPendingHandshakes;
    }
    if (explicit.contains("maxProtocolVersion")) {
      b.maxProtocolVersion = maxProtocolVersion;
    }
    if (explicit.contains("ioThreads")) {
      b.ioThreads = ioThreads;
    }
    if (explicit.contains("useRealTime")) {
      b.useRealTime = useRealTime;
    }
    if (explicit.contains("ignoreBrokerConf")) {
      b.ignoreBrokerConf = ignoreBrokerConf;
    }
    if (explicit.contains("executor")) {
      b.executor = executor;
    }
    if (explicit.contains("consoleVerbosity")) {
      b.consoleVerbosity = consoleVerbosity;
    }
    if (explicit.contains("fileVerbosity")) {
      b.fileVerbosity = fileVerbosity;
    }
    if (explicit.contains("logFile")) {
      b.logFile = logFile;
    }
    return b.build();
  }

  /** The name of this endpoint in thread names and logs. Default {@code broker}. */
  public String name() {
    return name;
  }

  /** The id that peers see. Default: a new random one for each endpoint that is opened. */
  public Optional<EndpointId> id() {
    return Optional.ofNullable(id);
  }

  /**
   * Whether messages of peers are forwarded to other peers. Default true; false cures loops through
   * C++ endpoints.
   */
  public boolean forward() {
    return forward;
  }

  /**
   * How many hops a message that a peer published may still travel from here. Default 20 (manual,
   * section 2.2.2), at most 65,535.
   */
  public int ttl() {
    return ttl;
  }

  /**
   * Whether the filters of peers are announced to other peers, so that every subscriber with a path
   * is reached. Default false, as in the C++ Broker.
   */
  public boolean propagateSubscriptions() {
    return propagateSubscriptions;
  }

  /**
   * The user's word that the network has no loops. Only then are filters learned from one version-1
   * peer announced to another. Default false.
   */
  public boolean treeTopology() {
    return treeTopology;
  }

  /** Whether what this endpoint publishes reaches its own subscribers, too. Default false. */
  public boolean localDelivery() {
    return localDelivery;
  }

  /**
   * How TCP connections are protected. Default {@link TlsOptions#off()}; listening beyond this
   * machine warns then. The C++ Broker's default is {@link TlsOptions#anonymous()}.
   */
  public TlsOptions tls() {
    return tls;
  }

  /** How many messages wait for a peer at most. Default 8,192, as in Zeek. */
  public int peerBufferSize() {
    return peerBufferSize;
  }

  /** How many payload bytes wait for a peer at most. Default 64 MiB. */
  public long peerBufferBytes() {
    return peerBufferBytes;
  }

  /** What a full send buffer does. Default {@code DROP_OLDEST}, as in Zeek. */
  public PeerOverflow peerOverflow() {
    return peerOverflow;
  }

  /** How many messages a subscriber's queue holds at most. Default 8,192. */
  public int subscriberBufferSize() {
    return subscriberBufferSize;
  }

  /** How many payload bytes a subscriber's queue holds at most. Default 64 MiB. */
  public long subscriberBufferBytes() {
    return subscriberBufferBytes;
  }

  /** How many messages wait for a WebSocket client at most. Default 512, as in the C++ Broker. */
  public int webSocketBufferSize() {
    return webSocketBufferSize;
  }

  /** How many payload bytes wait for a WebSocket client at most. Default 16 MiB. */
  public long webSocketBufferBytes() {
    return webSocketBufferBytes;
  }

  /** What a WebSocket client's full buffer does. Default {@code DISCONNECT}, as in C++. */
  public PeerOverflow webSocketOverflow() {
    return webSocketOverflow;
  }

  /**
   * Where {@link #webSocketPort()} is listened on; {@code ""} for all interfaces. Default {@code
   * 127.0.0.1}, where the C++ Broker takes all interfaces.
   */
  public String webSocketAddress() {
    return webSocketAddress;
  }

  /**
   * A port on which the endpoint serves the WebSocket API from its opening on, as {@link
   * Endpoint#webSocketListen} does; 0 for any free one. Default: none. The environment variable
   * {@code BROKER_WEB_SOCKET_PORT} sets it.
   */
  public OptionalInt webSocketPort() {
    return webSocketPort == null ? OptionalInt.empty() : OptionalInt.of(webSocketPort);
  }

  /** How long connecting may take, and then the handshake. Default 10 s. */
  public Duration handshakeTimeout() {
    return handshakeTimeout;
  }

  /**
   * How long a link may be quiet before a sign of life is sent; one that is silent for three of
   * them is lost. Default 5 s.
   */
  public Duration heartbeatInterval() {
    return heartbeatInterval;
  }

  /** How long {@link Endpoint#close()} tries to send what was accepted. Default 5 s. */
  public Duration drainTimeout() {
    return drainTimeout;
  }

  /** The largest frame that is accepted or sent, in bytes. Default 64 MiB. */
  public int maxFrameBytes() {
    return maxFrameBytes;
  }

  /** How deep containers of a received value may be nested. Default 128. */
  public int maxDataDepth() {
    return maxDataDepth;
  }

  /** How many elements a received value, or a filter, may have in all. Default 1 Mi. */
  public int maxElements() {
    return maxElements;
  }

  /** How many peerings there may be; beyond it connections are refused. Default 0: no limit. */
  public int maxPeers() {
    return maxPeers;
  }

  /** How many accepted connections may be in their handshake at a time. Default 256. */
  public int maxPendingHandshakes() {
    return maxPendingHandshakes;
  }

  /**
   * The highest protocol version that is offered: 64, or 1 to be as the C++ Broker is. Default 64.
   */
  public int maxProtocolVersion() {
    return maxProtocolVersion;
  }

  /** How many threads do I/O. Default 1. */
  public int ioThreads() {
    return ioThreads;
  }

  /**
   * Whether {@link Endpoint#now()} follows real time; else {@link Endpoint#advanceTime} sets it.
   * Default true.
   */
  public boolean useRealTime() {
    return useRealTime;
  }

  /**
   * Whether {@link Endpoint#open(EndpointOptions)} leaves {@code broker.conf} and the environment
   * alone. Default false: what these options do not set comes from there.
   */
  public boolean ignoreBrokerConf() {
    return ignoreBrokerConf;
  }

  /** Where callbacks run. Default: a pool of the endpoint's own. */
  public Optional<Executor> executor() {
    return Optional.ofNullable(executor);
  }

  /** What the log writes to standard error, beside SLF4J. Default quiet. */
  public Verbosity consoleVerbosity() {
    return consoleVerbosity;
  }

  /** What the log writes to {@link #logFile()}, beside SLF4J. Default quiet. */
  public Verbosity fileVerbosity() {
    return fileVerbosity;
  }

  /**
   * The log file; {@code [PID]} and {@code [TIMESTAMP]} are filled in. Default {@code
   * broker_[PID]_[TIMESTAMP].log}.
   */
  public String logFile() {
    return logFile;
  }

  /** Collects options. Not thread-safe. Each setter refuses what its getter does not allow. */
  public static final class Builder {
    private static final Duration MAX_DURATION = Duration.ofDays(365);

    private String name = "broker";
    private EndpointId id;
    private boolean forward = true;
    private int ttl = 20;
    private boolean propagateSubscriptions = false;
    private boolean treeTopology = false;
    private boolean localDelivery = false;
    private TlsOptions tls = TlsOptions.off();
    private int peerBufferSize = 8192;
    private long peerBufferBytes = 64L << 20;
    private PeerOverflow peerOverflow = PeerOverflow.DROP_OLDEST;
    private int subscriberBufferSize = 8192;
    private long subscriberBufferBytes = 64L << 20;
    private int webSocketBufferSize = 512;
    private long webSocketBufferBytes = 16L << 20;
    private PeerOverflow webSocketOverflow = PeerOverflow.DISCONNECT;
    private String webSocketAddress = "127.0.0.1";
    private Integer webSocketPort;
    private Duration handshakeTimeout = Duration.ofSeconds(10);
    private Duration heartbeatInterval = Duration.ofSeconds(5);
    private Duration drainTimeout = Duration.ofSeconds(5);
    private int maxFrameBytes = 64 << 20;
    private int maxDataDepth = 128;
    private int maxElements = 1 << 20;
    private int maxPeers = 0;
    private int maxPendingHandshakes = 256;
    private int maxProtocolVersion = 64;
    private int ioThreads = 1;
    private boolean useRealTime = true;
    private boolean ignoreBrokerConf = false;
    private Executor executor;
    private Verbosity consoleVerbosity = Verbosity.QUIET;
    private Verbosity fileVerbosity = Verbosity.QUIET;
    private String logFile = "broker_[PID]_[TIMESTAMP].log";

    private final Set<String> explicit = new HashSet<>();

    private Builder() {}

    /** Sets {@link EndpointOptions#name()}. */
    public Builder name(String value) {
      name = Objects.requireNonNull(value, "name");
      explicit.add("name");
      return this;
    }

    /** Sets {@link EndpointOptions#id()}. */
    public Builder id(EndpointId value) {
      id = Objects.requireNonNull(value, "id");
      explicit.add("id");
      return this;
    }

    /** Sets {@link EndpointOptions#forward()}. */
    public Builder forward(boolean value) {
      forward = value;
      explicit.add("forward");
      return this;
    }

    /** Sets {@link EndpointOptions#ttl()}. */
    public Builder ttl(int value) {
      ttl = (int) inRange("ttl", value, 1, 0xFFFF);
      explicit.add("ttl");
      return this;
    }

    /** Sets {@link EndpointOptions#propagateSubscriptions()}. */
    public Builder propagateSubscriptions(boolean value) {
      propagateSubscriptions = value;
      explicit.add("propagateSubscriptions");
      return this;
    }

    /** Sets {@link EndpointOptions#treeTopology()}. */
    public Builder treeTopology(boolean value) {
      treeTopology = value;
      explicit.add("treeTopology");
      return this;
    }

    /** Sets {@link EndpointOptions#localDelivery()}. */
    public Builder localDelivery(boolean value) {
      localDelivery = value;
      explicit.add("localDelivery");
      return this;
    }

    /** Sets {@link EndpointOptions#tls()}. */
    public Builder tls(TlsOptions value) {
      tls = Objects.requireNonNull(value, "tls");
      explicit.add("tls");
      return this;
    }

    /** Sets {@link EndpointOptions#peerBufferSize()}. */
    public Builder peerBufferSize(int value) {
      peerBufferSize = (int) inRange("peerBufferSize", value, 1, Integer.MAX_VALUE);
      explicit.add("peerBufferSize");
      return this;
    }

    /** Sets {@link EndpointOptions#peerBufferBytes()}. */
    public Builder peerBufferBytes(long value) {
      peerBufferBytes = inRange("peerBufferBytes", value, 1, Long.MAX_VALUE);
      explicit.add("peerBufferBytes");
      return this;
    }

    /** Sets {@link EndpointOptions#peerOverflow()}. */
    public Builder peerOverflow(PeerOverflow value) {
      peerOverflow = Objects.requireNonNull(value, "peerOverflow");
      explicit.add("peerOverflow");
      return this;
    }

    /** Sets {@link EndpointOptions#subscriberBufferSize()}. */
    public Builder subscriberBufferSize(int value) {
      subscriberBufferSize = (int) inRange("subscriberBufferSize", value, 1, Integer.MAX_VALUE);
      explicit.add("subscriberBufferSize");
      return this;
    }

    /** Sets {@link EndpointOptions#subscriberBufferBytes()}. */
    public Builder subscriberBufferBytes(long value) {
      subscriberBufferBytes = inRange("subscriberBufferBytes", value, 1, Long.MAX_VALUE);
      explicit.add("subscriberBufferBytes");
      return this;
    }

    /** Sets {@link EndpointOptions#webSocketBufferSize()}. */
    public Builder webSocketBufferSize(int value) {
      webSocketBufferSize = (int) inRange("webSocketBufferSize", value, 1, Integer.MAX_VALUE);
      explicit.add("webSocketBufferSize");
      return this;
    }

    /** Sets {@link EndpointOptions#webSocketBufferBytes()}. */
    public Builder webSocketBufferBytes(long value) {
      webSocketBufferBytes = inRange("webSocketBufferBytes", value, 1, Long.MAX_VALUE);
      explicit.add("webSocketBufferBytes");
      return this;
    }

    /** Sets {@link EndpointOptions#webSocketOverflow()}. */
    public Builder webSocketOverflow(PeerOverflow value) {
      webSocketOverflow = Objects.requireNonNull(value, "webSocketOverflow");
      explicit.add("webSocketOverflow");
      return this;
    }

    /** Sets {@link EndpointOptions#webSocketAddress()}. */
    public Builder webSocketAddress(String value) {
      webSocketAddress = Objects.requireNonNull(value, "webSocketAddress");
      explicit.add("webSocketAddress");
      return this;
    }

    /** Sets {@link EndpointOptions#webSocketPort()}. */
    public Builder webSocketPort(int value) {
      webSocketPort = (int) inRange("webSocketPort", value, 0, 0xFFFF);
      explicit.add("webSocketPort");
      return this;
    }

    /** Sets {@link EndpointOptions#handshakeTimeout()}. */
    public Builder handshakeTimeout(Duration value) {
      handshakeTimeout = duration("handshakeTimeout", value, Duration.ofMillis(1));
      explicit.add("handshakeTimeout");
      return this;
    }

    /** Sets {@link EndpointOptions#heartbeatInterval()}. */
    public Builder heartbeatInterval(Duration value) {
      heartbeatInterval = duration("heartbeatInterval", value, Duration.ofMillis(1));
      explicit.add("heartbeatInterval");
      return this;
    }

    /** Sets {@link EndpointOptions#drainTimeout()}. */
    public Builder drainTimeout(Duration value) {
      drainTimeout = duration("drainTimeout", value, Duration.ZERO);
      explicit.add("drainTimeout");
      return this;
    }

    /** Sets {@link EndpointOptions#maxFrameBytes()}. */
    public Builder maxFrameBytes(int value) {
      maxFrameBytes = (int) inRange("maxFrameBytes", value, 1024, Integer.MAX_VALUE);
      explicit.add("maxFrameBytes");
      return this;
    }

    /** Sets {@link EndpointOptions#maxDataDepth()}. */
    public Builder maxDataDepth(int value) {
      maxDataDepth = (int) inRange("maxDataDepth", value, 1, Data.MAX_DEPTH);
      explicit.add("maxDataDepth");
      return this;
    }

    /** Sets {@link EndpointOptions#maxElements()}. */
    public Builder maxElements(int value) {
      maxElements = (int) inRange("maxElements", value, 1, Integer.MAX_VALUE);
      explicit.add("maxElements");
      return this;
    }

    /** Sets {@link EndpointOptions#maxPeers()}. */
    public Builder maxPeers(int value) {
      maxPeers = (int) inRange("maxPeers", value, 0, Integer.MAX_VALUE);
      explicit.add("maxPeers");
      return this;
    }

    /** Sets {@link EndpointOptions#maxPendingHandshakes()}. */
    public Builder maxPendingHandshakes(int value) {
      maxPendingHandshakes = (int) inRange("maxPendingHandshakes", value, 1, Integer.MAX_VALUE);
      explicit.add("maxPendingHandshakes");
      return this;
    }

    /** Sets {@link EndpointOptions#maxProtocolVersion()}. */
    public Builder maxProtocolVersion(int value) {
      if (value != 1 && value != 64) {
        throw new IllegalArgumentException("maxProtocolVersion is 1 or 64, not " + value);
      }
      maxProtocolVersion = value;
      explicit.add("maxProtocolVersion");
      return this;
    }

    /** Sets {@link EndpointOptions#ioThreads()}. */
    public Builder ioThreads(int value) {
      ioThreads = (int) inRange("ioThreads", value, 1, 1024);
      explicit.add("ioThreads");
      return this;
    }

    /** Sets {@link EndpointOptions#useRealTime()}. */
    public Builder useRealTime(boolean value) {
      useRealTime = value;
      explicit.add("useRealTime");
      return this;
    }

    /** Sets {@link EndpointOptions#ignoreBrokerConf()}. */
    public Builder ignoreBrokerConf(boolean value) {
      ignoreBrokerConf = value;
      explicit.add("ignoreBrokerConf");
      return this;
    }

    /** Sets {@link EndpointOptions#executor()}. */
    public Builder executor(Executor value) {
      executor = Objects.requireNonNull(value, "executor");
      explicit.add("executor");
      return this;
    }

    /** Sets {@link EndpointOptions#consoleVerbosity()}. */
    public Builder consoleVerbosity(Verbosity value) {
      consoleVerbosity = Objects.requireNonNull(value, "consoleVerbosity");
      explicit.add("consoleVerbosity");
      return this;
    }

    /** Sets {@link EndpointOptions#fileVerbosity()}. */
    public Builder fileVerbosity(Verbosity value) {
      fileVerbosity = Objects.requireNonNull(value, "fileVerbosity");
      explicit.add("fileVerbosity");
      return this;
    }

    /** Sets {@link EndpointOptions#logFile()}. */
    public Builder logFile(String value) {
      logFile = Objects.requireNonNull(value, "logFile");
      explicit.add("logFile");
      return this;
    }

    /** The options. The builder can be used on. */
    public EndpointOptions build() {
      return new EndpointOptions(this);
    }

    private static long inRange(String name, long value, long min, long max) {
      if (value < min || value > max) {
        throw new IllegalArgumentException(name + " is " + min + " to " + max + ", not " + value);
      }
      return value;
    }

    private static Duration duration(String name, Duration value, Duration min) {
      if (value.compareTo(min) < 0 || value.compareTo(MAX_DURATION) > 0) {
        throw new IllegalArgumentException(
            name + " is " + min + " to " + MAX_DURATION + ", not " + value);
      }
      return value;
    }
  }
}
