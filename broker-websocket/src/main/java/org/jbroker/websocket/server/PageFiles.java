package org.jbroker.websocket.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** The page that a port can serve, from the resources of this module. Immutable. */
final class PageFiles {

  /**
   * What a browser may do with the page: load its own files, talk to where it came from, and
   * nothing else.
   */
  static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** One file. */
  record PageFile(String type, byte[] bytes) {}

  private static final String DIRECTORY = "/org/jbroker/websocket/page/";

  private final Map<String, PageFile> files =
      Map.of(
          "/", load("index.html", "text/html; charset=utf-8"),
          "/page.css", load("page.css", "text/css; charset=utf-8"),
          "/page.js", load("page.js", "text/javascript; charset=utf-8"),
          "/icon.svg", load("icon.svg", "image/svg+xml"));

  Optional<PageFile> find(String path) {
    return Optional.ofNullable(files.get(path));
  }

  private static PageFile load(String name, String type) {
    try (InputStream in = PageFiles.class.getResourceAsStream(DIRECTORY + name)) {
      return new PageFile(type, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
