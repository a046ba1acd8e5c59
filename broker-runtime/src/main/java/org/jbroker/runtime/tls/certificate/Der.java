package org.jbroker.runtime.tls.certificate;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * As much of ASN.1's distinguished encoding as it takes to put a key of an older form into the
 * PKCS#8 form that the JDK reads. Stateless.
 */
final class Der {

  static final int INTEGER = 0x02;
  static final int OCTET_STRING = 0x04;
  static final int SEQUENCE = 0x30;

  /** The parameters in an {@code ECPrivateKey} (RFC 5915). */
  static final int CONTEXT_0 = 0xA0;

  /** AlgorithmIdentifier of {@code rsaEncryption} (1.2.840.113549.1.1.1), parameters null. */
  private static final byte[] RSA = {
    0x30, 0x0D, 0x06, 0x09, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 1, 1, 1, 5, 0
  };

  /** {@code ecPublicKey} (1.2.840.10045.2.1); the curve follows as its parameters. */
  private static final byte[] EC = {
    0x06, 0x07, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x02, 0x01
  };

  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

  private Der() {}

  /** PKCS#8 around an {@code RSAPrivateKey} (PKCS#1, RFC 8017). */
  static byte[] rsaToPkcs8(byte[] rsaPrivateKey) {
    return wrap(SEQUENCE, VERSION_0, RSA, wrap(OCTET_STRING, rsaPrivateKey));
  }

  /**
   * PKCS#8 around an {@code ECPrivateKey} (SEC 1, RFC 5915), which names its curve.
   *
   * @throws IllegalArgumentException if it does not, or is malformed
   */
  static byte[] ecToPkcs8(byte[] ecPrivateKey) {
    byte[] rest = content(ecPrivateKey, SEQUENCE);
    rest = behind(rest, INTEGER);
    rest = behind(rest, OCTET_STRING);
    byte[] curve = content(rest, CONTEXT_0);
    return wrap(SEQUENCE, VERSION_0, wrap(SEQUENCE, EC, curve), wrap(OCTET_STRING, ecPrivateKey));
  }

  private static byte[] wrap(int tag, byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else {
      int lengthBytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
      out.write(0x80 | lengthBytes);
      for (int i = lengthBytes - 1; i >= 0; i--) {
        out.write(length >>> 8 * i);
      }
    }
    for (byte[] part : parts) {
      out.write(part, 0, part.length);
    }
    return out.toByteArray();
  }

  /** What is in the first element, which has this tag. */
  private static byte[] content(byte[] der, int tag) {
    int[] range = range(der, tag);
    return Arrays.copyOfRange(der, range[0], range[1]);
  }

  /** What follows the first element, which has this tag. */
  private static byte[] behind(byte[] der, int tag) {
    return Arrays.copyOfRange(der, range(der, tag)[1], der.length);
  }

  private static int[] range(byte[] der, int tag) {
    if (der.length < 2 || (der[0] & 0xFF) != tag) {
      throw new IllegalArgumentException("no element with tag " + tag);
    }
    int length = der[1] & 0xFF;
    int start = 2;
    if (length >= 0x80) {
      int lengthBytes = length & 0x7F;
      if (lengthBytes < 1 || lengthBytes > 3 || der.length < 2 + lengthBytes) {
        throw new IllegalArgumentException("a length of " + lengthBytes + " bytes");
      }
      length = 0;
      for (int i = 0; i < lengthBytes; i++) {
        length = length << 8 | der[start++] & 0xFF;
      }
    }
    if (length > der.length - start) {
      throw new IllegalArgumentException("an element that is longer than what holds it");
    }
    return new int[] {start, start + length};
  }
}
