package org.jbroker.websocket.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What this library calls itself to others. Stateless. */
final class Version {

  /** Such as {@code Broker for Java 1.0}. */
  static final String TEXT = "Broker for Java " + number();

  private Version() {}

  private static String number() {
    try (InputStream in =
        Version.class.getResourceAsStream("/org/jbroker/websocket/version.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
