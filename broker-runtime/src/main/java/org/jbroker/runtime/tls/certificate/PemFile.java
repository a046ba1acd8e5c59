package org.jbroker.runtime.tls.certificate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The blocks of a PEM file: text around them is ignored, as OpenSSL does. Immutable.
 *
 * @param path the file
 * @param blocks in the order of the file
 */
record PemFile(Path path, List<Block> blocks) {

  /**
   * One block.
   *
   * @param label such as {@code CERTIFICATE}
   * @param isLegacyEncrypted whether it has the header of an encryption that is older than PKCS#8
   * @param der what is in it
   */
  record Block(String label, boolean isLegacyEncrypted, byte[] der) {}

  /** More than any bundle of authorities has. */
  static final int MAX_BYTES = 16 << 20;

  private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----");
  private static final Pattern HEADER = Pattern.compile("(?m)^[A-Za-z0-9-]+:.*$");

  /**
   * Reads a file.
   *
   * @throws UnusableFileException if it cannot be read or is too long
   */
  static PemFile read(Path path) throws UnusableFileException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new UnusableFileException(path, "it is longer than " + MAX_BYTES + " bytes");
      }
      return new PemFile(path, blocks(path, new String(bytes, StandardCharsets.ISO_8859_1)));
    } catch (IOException e) {
      throw UnusableFileException.of(path, e);
    }
  }

  /**
   * All certificates in it.
   *
   * @throws UnusableFileException if one is malformed
   */
  List<X509Certificate> certificates() throws UnusableFileException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Block block : blocks) {
      if (block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE")) {
        certificates.add(certificate(block.der()));
      }
    }
    return certificates;
  }

  private X509Certificate certificate(byte[] der) throws UnusableFileException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new UnusableFileException(path, "it holds a malformed certificate", e);
    }
  }

  private static List<Block> blocks(Path path, String text) throws UnusableFileException {
    List<Block> blocks = new ArrayList<>();
    Matcher begin = BEGIN.matcher(text);
    int from = 0;
    while (begin.find(from)) {
      String label = begin.group(1);
      String endLine = "-----END " + label + "-----";
      int end = text.indexOf(endLine, begin.end());
      if (end < 0) {
        throw new UnusableFileException(path, "the block " + label + " has no end");
      }
      blocks.add(block(path, label, text.substring(begin.end(), end)));
      from = end + endLine.length();
    }
    return blocks;
  }

  private static Block block(Path path, String label, String body) throws UnusableFileException {
    Matcher header = HEADER.matcher(body);
    boolean encrypted = body.contains("Proc-Type:") && body.contains("ENCRYPTED");
    String base64 = header.replaceAll("").replaceAll("\\s", "");
    try {
      return new Block(label, encrypted, Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      throw new UnusableFileException(path, "the block " + label + " is no base64", e);
    }
  }
}
