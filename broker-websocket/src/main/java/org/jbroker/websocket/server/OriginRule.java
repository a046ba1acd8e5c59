package org.jbroker.websocket.server;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jbroker.WebSocketOptions;

/**
 * Which pages may connect. Immutable.
 *
 * <p>Browsers let every page open a WebSocket to every address, and say which page it is. A page is
 * let in if its origin is allowed by name, or if it is this port's own. For that it is not enough
 * that origin and Host agree: who owns a host name can point it at this machine after his page was
 * loaded (DNS rebinding). So the host has to be an IP address, {@code localhost}, or what is
 * listened on. Programs send no origin and are let in.
 */
final class OriginRule {

  private static final Pattern V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  private final Set<String> allowed;
  private final String listening;

  OriginRule(Set<String> allowed, String listening) {
    this.allowed = allowed;
    this.listening = listening.toLowerCase(Locale.ROOT);
  }

  /**
   * Whether a request may connect.
   *
   * @param origin its header Origin, or null
   * @param host its header Host, or null
   */
  boolean allows(String origin, String host) {
    if (origin == null
        || allowed.contains(WebSocketOptions.ANY_ORIGIN)
        || allowed.contains(origin)) {
      return true;
    }
    try {
      URI page = new URI(origin);
      if (host == null || page.getHost() == null) {
        return false;
      }
      URI self = new URI(page.getScheme() + "://" + host);
      return page.getHost().equalsIgnoreCase(self.getHost())
          && port(page) == port(self)
          && cannotBeRebound(page.getHost().toLowerCase(Locale.ROOT));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equals(uri.getScheme()) ? HTTPS_PORT : HTTP_PORT;
  }

  private boolean cannotBeRebound(String host) {
    return host.equals("localhost")
        || host.equals(listening)
        || host.startsWith("[")
        || V4.matcher(host).matches();
  }
}
