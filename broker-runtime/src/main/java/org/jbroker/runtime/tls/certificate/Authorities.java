package org.jbroker.runtime.tls.certificate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jbroker.TlsOptions;

/** Reads the certificates of the authorities that are trusted. Stateless. */
final class Authorities {

  private static final int MAX_FILES = 10_000;

  private Authorities() {}

  /**
   * Those of CA file and CA folder together.
   *
   * @throws UnusableFileException if one of them cannot be read or holds no certificate
   */
  static Set<X509Certificate> read(TlsOptions options) throws UnusableFileException {
    Set<X509Certificate> trusted = new LinkedHashSet<>();
    if (options.caFile().isPresent()) {
      Path file = options.caFile().get();
      trusted.addAll(requireSome(file, PemFile.read(file).certificates()));
    }
    if (options.caFolder().isPresent()) {
      Path folder = options.caFolder().get();
      List<X509Certificate> found = new ArrayList<>();
      for (Path file : files(folder)) {
        found.addAll(PemFile.read(file).certificates());
      }
      trusted.addAll(requireSome(folder, found));
    }
    return trusted;
  }

  /**
   * The files of a folder, links to files among them: in folders that OpenSSL's rehash made, each
   * certificate has a link that is named after its hash.
   */
  static List<Path> files(Path folder) throws UnusableFileException {
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> files = entries.filter(Files::isRegularFile).limit(MAX_FILES + 1L).toList();
      if (files.size() > MAX_FILES) {
        throw new UnusableFileException(folder, "it holds more than " + MAX_FILES + " files");
      }
      return files;
    } catch (IOException e) {
      throw UnusableFileException.of(folder, e);
    }
  }

  private static List<X509Certificate> requireSome(Path path, List<X509Certificate> found)
      throws UnusableFileException {
    if (found.isEmpty()) {
      throw new UnusableFileException(path, "it holds no certificate in PEM form");
    }
    return found;
  }
}
