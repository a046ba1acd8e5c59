package org.jbroker;

import java.util.Collection;
import java.util.Set;

/**
 * How a port serves the WebSocket API, see {@link Endpoint#webSocketListen(String, int,
 * WebSocketOptions)}. Immutable; the buffers of clients are options of the endpoint.
 */
public final class WebSocketOptions {

  /** Same origin, certificates where the endpoint has one, 4,096 clients, 16 MiB, no page. */
  public static final WebSocketOptions DEFAULT = builder().build();

  /** Stands for every origin. */
  public static final String ANY_ORIGIN = "*";

  private final Set<String> allowedOrigins;
  private final int maxClients;
  private final int maxMessageBytes;
  private final boolean page;
  private final boolean clientCertificates;

  private WebSocketOptions(Builder b) {
    allowedOrigins = b.allowedOrigins;
    maxClients = b.maxClients;
    maxMessageBytes = b.maxMessageBytes;
    page = b.page;
    clientCertificates = b.clientCertificates;
  }

  /** A builder that starts from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The origins, such as {@code https://example.org}, whose pages may connect beside those that
   * this port serves itself. {@value #ANY_ORIGIN} stands for all, {@code null} for pages from
   * files. Default: none.
   *
   * <p>Browsers name the origin of the page that connects; programs name none and are let in. A
   * page has the port's own origin if that is an IP address, {@code localhost} or the address that
   * is listened on; other host names have to stand here, since whoever owns a name can let it point
   * to this machine.
   */
  public Set<String> allowedOrigins() {
    return allowedOrigins;
  }

  /** How many clients there may be at a time; further ones are answered 503. Default 4,096. */
  public int maxClients() {
    return maxClients;
  }

  /**
   * The largest message, and the largest frame, that a client may send, in bytes. Default 16 MiB.
   * The first one, the subscription, has at most 64 KiB.
   */
  public int maxMessageBytes() {
    return maxMessageBytes;
  }

  /** Whether the port serves a page that shows and publishes messages. Default false. */
  public boolean page() {
    return page;
  }

  /**
   * Whether clients have to show a certificate that the endpoint trusts, as its peers do; only if
   * the endpoint has {@link TlsOptions.Mode#CERTIFICATES}, else the port is plain TCP. Default
   * true. False is for browsers: then the port is encrypted, and whoever reaches it is let in.
   */
  public boolean clientCertificates() {
    return clientCertificates;
  }

  /** Collects options. Not thread-safe. Each setter refuses what its getter does not allow. */
  public static final class Builder {
    private Set<String> allowedOrigins = Set.of();
    private int maxClients = 4096;
    private int maxMessageBytes = 16 << 20;
    private boolean page;
    private boolean clientCertificates = true;

    private Builder() {}

    /** Sets {@link WebSocketOptions#allowedOrigins()}. */
    public Builder allowedOrigins(Collection<String> value) {
      allowedOrigins = Set.copyOf(value);
      return this;
    }

    /** Sets {@link WebSocketOptions#maxClients()}. */
    public Builder maxClients(int value) {
      maxClients = inRange("maxClients", value, 1);
      return this;
    }

    /** Sets {@link WebSocketOptions#maxMessageBytes()}. */
    public Builder maxMessageBytes(int value) {
      maxMessageBytes = inRange("maxMessageBytes", value, 1024);
      return this;
    }

    /** Sets {@link WebSocketOptions#page()}. */
    public Builder page(boolean value) {
      page = value;
      return this;
    }

    /** Sets {@link WebSocketOptions#clientCertificates()}. */
    public Builder clientCertificates(boolean value) {
      clientCertificates = value;
      return this;
    }

    /** The options. The builder can be used on. */
    public WebSocketOptions build() {
      return new WebSocketOptions(this);
    }

    private static int inRange(String name, int value, int min) {
      if (value < min) {
        throw new IllegalArgumentException(name + " is at least " + min + ", not " + value);
      }
      return value;
    }
  }

  /** For logs. */
  @Override
  public String toString() {
    return "origins "
        + allowedOrigins
        + ", at most "
        + maxClients
        + " clients"
        + (clientCertificates ? "" : ", also without certificates")
        + (page ? ", with page" : "");
  }
}
