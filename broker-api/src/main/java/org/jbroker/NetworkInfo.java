package org.jbroker;

import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * Where an endpoint listens, and how often to try to reach it.
 *
 * @param address a host name, an IPv4 or IPv6 address, or {@code unix:PATH} for a Unix-domain
 *     socket
 * @param port the TCP port, 0 to 65,535; 0 with a Unix-domain socket
 * @param retry the longest pause between two attempts; zero for one attempt only
 */
public record NetworkInfo(String address, int port, Duration retry) {

  /** How long {@link Endpoint#peer(String, int)} waits at most between attempts: 10 seconds. */
  public static final Duration DEFAULT_RETRY = Duration.ofSeconds(10);

  private static final String UNIX = "unix:";

  /** Checks the ranges named above. */
  public NetworkInfo {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(retry, "retry");
    if (port < 0 || port > 0xFFFF) {
      throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
    }
    if (retry.isNegative()) {
      throw new IllegalArgumentException("a retry interval is not negative, as " + retry + " is");
    }
  }

  /** The address with the {@link #DEFAULT_RETRY default retry}. */
  public static NetworkInfo of(String address, int port) {
    return new NetworkInfo(address, port, DEFAULT_RETRY);
  }

  /** A Unix-domain socket with the {@link #DEFAULT_RETRY default retry}. */
  public static NetworkInfo of(UnixDomainSocketAddress socket) {
    return new NetworkInfo(UNIX + socket.getPath(), 0, DEFAULT_RETRY);
  }

  /** This address with another retry interval. */
  public NetworkInfo withRetry(Duration interval) {
    return new NetworkInfo(address, port, interval);
  }

  /** Whether {@link #address} names a Unix-domain socket. */
  public boolean isUnixDomain() {
    return address.startsWith(UNIX);
  }

  /**
   * The file of the Unix-domain socket.
   *
   * @throws IllegalStateException if this is a TCP address
   */
  public Path path() {
    if (!isUnixDomain()) {
      throw new IllegalStateException(this + " is no Unix-domain socket");
    }
    return Path.of(address.substring(UNIX.length()));
  }

  /** Whether both name the same place, whatever their retry interval. */
  public boolean sameAddress(NetworkInfo other) {
    return port == other.port && address.equals(other.address);
  }

  /** {@code host:port}, {@code [v6]:port} or {@code unix:PATH}. */
  @Override
  public String toString() {
    if (isUnixDomain()) {
      return address;
    }
    return address.indexOf(':') >= 0 ? "[" + address + "]:" + port : address + ":" + port;
  }
}
