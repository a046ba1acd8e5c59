package org.jbroker.runtime.tls.anonymous;

import java.util.Vector;
import java.util.stream.IntStream;
import org.bouncycastle.tls.AbstractTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.crypto.TlsCrypto;

/** What the listening side accepts. Confined to the connection's event loop. */
final class AnonymousServer extends AbstractTlsServer {

  private final Alerts alerts = new Alerts();

  AnonymousServer(TlsCrypto crypto) {
    super(crypto);
  }

  Alerts alerts() {
    return alerts;
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return Suite.versions();
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return Suite.cipherSuites();
  }

  @Override
  public int[] getSupportedGroups() {
    return new int[] {Suite.GROUP};
  }

  /** The one group, also for a client that names none, which may be able to do it then. */
  @Override
  protected int selectECDH(int minimumCurveBits) {
    int[] offered = context.getSecurityParametersHandshake().getClientSupportedGroups();
    return offered == null || IntStream.of(offered).anyMatch(group -> group == Suite.GROUP)
        ? Suite.GROUP
        : -1;
  }

  @Override
  @SuppressWarnings("rawtypes") // As it is declared.
  protected boolean isSelectableCipherSuite(
      int suite, int curveBits, int fieldBits, Vector signatureAlgorithms) {
    return super.isSelectableCipherSuite(suite, curveBits, fieldBits, signatureAlgorithms)
        && selectECDH(0) == Suite.GROUP;
  }

  /** None: that is what anonymous means. */
  @Override
  public TlsCredentials getCredentials() {
    return null;
  }

  @Override
  public void notifyAlertRaised(short level, short description, String message, Throwable cause) {
    alerts.raised(level, description);
  }

  @Override
  public void notifyAlertReceived(short level, short description) {
    alerts.received(level, description);
  }
}
