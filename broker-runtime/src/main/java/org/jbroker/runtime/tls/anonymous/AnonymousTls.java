package org.jbroker.runtime.tls.anonymous;

import java.security.SecureRandom;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsServerProtocol;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;

/**
 * Makes the handlers of anonymous connections. The ciphers are the JDK's own; Bouncy Castle is not
 * registered as a provider, so nothing else in the program notices it.
 *
 * <p>Immutable and thread-safe: {@link TlsCrypto} is shared by connections of several loops, as its
 * {@link SecureRandom} may be.
 */
public final class AnonymousTls {

  /** What is always agreed on, in the words of the JDK's sessions. */
  public static final String SESSION = "TLSv1.2 TLS_ECDH_anon_WITH_AES_256_CBC_SHA, anonymous";

  private final TlsCrypto crypto;

  private AnonymousTls(TlsCrypto crypto) {
    this.crypto = crypto;
  }

  /**
   * Gets ready.
   *
   * @throws NoClassDefFoundError if the library is missing; comes from loading this class already
   */
  public static AnonymousTls open() {
    return new AnonymousTls(new JcaTlsCryptoProvider().create(new SecureRandom()));
  }

  /** The handler of a connection that this side made. */
  public AnonymousHandler client() {
    AnonymousClient peer = new AnonymousClient(crypto);
    TlsClientProtocol protocol = new TlsClientProtocol();
    return new AnonymousHandler(protocol, () -> protocol.connect(peer), peer.alerts());
  }

  /** The handler of a connection that the other side made. */
  public AnonymousHandler server() {
    AnonymousServer peer = new AnonymousServer(crypto);
    TlsServerProtocol protocol = new TlsServerProtocol();
    return new AnonymousHandler(protocol, () -> protocol.accept(peer), peer.alerts());
  }
}
