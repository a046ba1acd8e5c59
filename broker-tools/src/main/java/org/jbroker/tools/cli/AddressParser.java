package org.jbroker.tools.cli;

import java.net.UnixDomainSocketAddress;
import java.nio.file.InvalidPathException;
import org.jbroker.NetworkInfo;

/** Reads the addresses of the command line. */
public final class AddressParser {

  private static final String FORMS = "HOST:PORT, [IPV6]:PORT or unix:PATH";
  private static final String UNIX = "unix:";
  private static final int MAX_PORT = 0xFFFF;
  private static final int MAX_PORT_DIGITS = 5;

  private AddressParser() {}

  /**
   * Reads {@code HOST:PORT}, {@code [IPV6]:PORT} or {@code unix:PATH}. An empty host and {@code *}
   * both mean all interfaces, which the result writes as an empty address.
   *
   * @throws IllegalArgumentException saying what is wrong with {@code text}
   */
  public static NetworkInfo parse(String text) {
    if (text.startsWith(UNIX)) {
      return unix(text);
    }
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw wrong(text, "has no port");
    }
    return NetworkInfo.of(host(text, text.substring(0, colon)), port(text, colon + 1));
  }

  private static NetworkInfo unix(String text) {
    String path = text.substring(UNIX.length());
    if (path.isEmpty()) {
      throw wrong(text, "has no path");
    }
    try {
      return NetworkInfo.of(UnixDomainSocketAddress.of(path));
    } catch (InvalidPathException e) {
      throw wrong(text, "has no valid path");
    }
  }

  private static String host(String text, String host) {
    if (host.startsWith("[")) {
      String inner = host.substring(1);
      if (!inner.endsWith("]") || inner.indexOf(':') < 0) {
        throw wrong(text, "has no IPv6 address in its brackets");
      }
      return checked(text, inner.substring(0, inner.length() - 1));
    }
    if (host.indexOf(':') >= 0) {
      throw wrong(text, "has more than one colon; IPv6 addresses stand in brackets");
    }
    return host.equals("*") ? "" : checked(text, host);
  }

  private static String checked(String text, String host) {
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c <= ' ' || c == 0x7F || "/[]\\\"'".indexOf(c) >= 0) {
        throw wrong(text, "has a host with a character that no host has");
      }
    }
    return host;
  }

  private static int port(String text, int start) {
    int length = text.length() - start;
    int port = 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9' || length > MAX_PORT_DIGITS) {
        throw wrong(text, "has no port from 0 to 65535");
      }
      port = port * 10 + (c - '0');
    }
    if (length == 0 || port > MAX_PORT) {
      throw wrong(text, "has no port from 0 to 65535");
    }
    return port;
  }

  private static IllegalArgumentException wrong(String text, String why) {
    return new IllegalArgumentException(
        "\"" + Lines.clean(text) + "\" " + why + "; expected " + FORMS);
  }
}
