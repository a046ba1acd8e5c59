package org.jbroker.runtime.tls.anonymous;

import java.util.Vector;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;

/** The one suite that a C++ Broker without certificates offers and accepts. Stateless. */
final class Suite {

  static final int GROUP = NamedGroup.secp384r1;

  private Suite() {}

  static ProtocolVersion[] versions() {
    return ProtocolVersion.TLSv12.only();
  }

  static int[] cipherSuites() {
    return new int[] {CipherSuite.TLS_ECDH_anon_WITH_AES_256_CBC_SHA};
  }

  /** In the collection that Bouncy Castle's interface asks for. */
  static Vector<Integer> groups() {
    Vector<Integer> groups = new Vector<>();
    groups.add(GROUP);
    return groups;
  }
}
