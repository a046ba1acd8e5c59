package org.jbroker.zeek;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jbroker.EndpointOptions;
import org.jbroker.NetworkInfo;

/** How a {@link ZeekWebSocketClient} connects. Immutable. */
public final class ZeekWebSocketOptions {

  /** Where Zeek's control listens since version 8.0; {@code Broker::listen_websocket} has 9997. */
  public static final int DEFAULT_PORT = 27759;

  /** What Zeek lets in since version 8.0; others are refused there. */
  private static final Pattern APPLICATION = Pattern.compile("[-/_.=:*@a-zA-Z0-9]*");

  /** The bytes of messages. */
  public enum Format {
    /** JSON: what Zeek speaks. */
    JSON,
    /** MessagePack: what endpoints of this library speak, too. */
    MESSAGE_PACK
  }

  private final URI uri;
  private final String application;
  private final Format format;
  private final Duration retry;
  private final int sendBufferSize;
  private final long sendBufferBytes;
  private final int maxMessageBytes;
  private final SSLContext sslContext;
  private final EndpointOptions endpoint;

  private ZeekWebSocketOptions(Builder b) {
    uri = b.uri;
    application = b.application;
    format = b.format;
    retry = b.retry;
    sendBufferSize = b.sendBufferSize;
    sendBufferBytes = b.sendBufferBytes;
    maxMessageBytes = b.maxMessageBytes;
    sslContext = b.sslContext;
    endpoint = b.endpoint;
  }

  /** A builder for the server at an address, without TLS. */
  public static Builder builder(String host, int port) {
    return builder(URI.create("ws://" + NetworkInfo.of(host, port)));
  }

  /**
   * A builder for the server at {@code ws://HOST:PORT} or {@code wss://HOST:PORT}, with which TLS
   * is used. A path may follow; without one it is the API's.
   *
   * @throws IllegalArgumentException if the URI has another scheme, or no host
   */
  public static Builder builder(URI server) {
    return new Builder(server);
  }

  /** Where the server is. */
  public URI uri() {
    return uri;
  }

  /** What the client calls itself to the server, in {@code X-Application-Name}; may be empty. */
  public String application() {
    return application;
  }

  /** The bytes of messages. Default {@code JSON}. */
  public Format format() {
    return format;
  }

  /**
   * The longest pause between two attempts to connect; zero for one attempt, and none after a loss.
   * Pauses grow from a tenth of a second and have jitter. Default 10 s.
   */
  public Duration retry() {
    return retry;
  }

  /** How many messages wait for the connection at most; then the oldest go. Default 512. */
  public int sendBufferSize() {
    return sendBufferSize;
  }

  /** How many payload bytes wait for the connection at most. Default 16 MiB. */
  public long sendBufferBytes() {
    return sendBufferBytes;
  }

  /** The largest message that is accepted from the server, in bytes. Default 64 MiB. */
  public int maxMessageBytes() {
    return maxMessageBytes;
  }

  /**
   * Whom {@code wss} trusts, and as whom it comes. Default: as {@link
   * org.jbroker.EndpointOptions#tls()} of {@link #endpoint()} says, if it has certificates, else as
   * the JDK has it.
   */
  public Optional<SSLContext> sslContext() {
    return Optional.ofNullable(sslContext);
  }

  /**
   * The options that a client shares with endpoints: name, subscribers' buffers, handshake
   * time-out, heartbeat, limits of values, executor. Default: the defaults.
   */
  public EndpointOptions endpoint() {
    return endpoint;
  }

  /** Collects options. Not thread-safe. */
  public static final class Builder {
    private final URI uri;
    private String application = "";
    private Format format = Format.JSON;
    private Duration retry = NetworkInfo.DEFAULT_RETRY;
    private int sendBufferSize = 512;
    private long sendBufferBytes = 16L << 20;
    private int maxMessageBytes = 64 << 20;
    private SSLContext sslContext;
    private EndpointOptions endpoint = EndpointOptions.builder().name("websocket").build();

    private Builder(URI uri) {
      if (!("ws".equals(uri.getScheme()) || "wss".equals(uri.getScheme()))
          || uri.getHost() == null) {
        throw new IllegalArgumentException(
            "expected ws://HOST:PORT or wss://HOST:PORT, not " + uri);
      }
      this.uri = uri;
    }

    /**
     * Sets {@link ZeekWebSocketOptions#application()}. Letters, digits and {@code -/_.=:*@}, which
     * is what Zeek lets in.
     */
    public Builder application(String value) {
      if (!APPLICATION.matcher(value).matches()) {
        throw new IllegalArgumentException(
            "an application's name has letters, digits and -/_.=:*@ only, as Zeek wants it");
      }
      application = value;
      return this;
    }

    /** Sets {@link ZeekWebSocketOptions#format()}. */
    public Builder format(Format value) {
      format = Objects.requireNonNull(value, "format");
      return this;
    }

    /** Sets {@link ZeekWebSocketOptions#retry()}. */
    public Builder retry(Duration value) {
      if (value.isNegative()) {
        throw new IllegalArgumentException("a retry interval is not negative, as " + value + " is");
      }
      retry = value;
      return this;
    }

    /** Sets {@link ZeekWebSocketOptions#sendBufferSize()}. */
    public Builder sendBufferSize(int value) {
      sendBufferSize = (int) positive("sendBufferSize", value);
      return this;
    }

    /** Sets {@link ZeekWebSocketOptions#sendBufferBytes()}. */
    public Builder sendBufferBytes(long value) {
      sendBufferBytes = positive("sendBufferBytes", value);
      return this;
    }

    /** Sets {@link ZeekWebSocketOptions#maxMessageBytes()}. */
    public Builder maxMessageBytes(int value) {
      maxMessageBytes = (int) positive("maxMessageBytes", value);
      return this;
    }

    /** Sets {@link ZeekWebSocketOptions#sslContext()}. */
    public Builder sslContext(SSLContext value) {
      sslContext = Objects.requireNonNull(value, "sslContext");
      return this;
    }

    /** Sets {@link ZeekWebSocketOptions#endpoint()}. */
    public Builder endpoint(EndpointOptions value) {
      endpoint = Objects.requireNonNull(value, "endpoint");
      return this;
    }

    /** The options. The builder can be used on. */
    public ZeekWebSocketOptions build() {
      return new ZeekWebSocketOptions(this);
    }

    private static long positive(String name, long value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " is at least 1, not " + value);
      }
      return value;
    }
  }
}
