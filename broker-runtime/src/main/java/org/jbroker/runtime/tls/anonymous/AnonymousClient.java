package org.jbroker.runtime.tls.anonymous;

import java.util.Vector;
import org.bouncycastle.tls.AbstractTlsClient;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCrypto;

/** What the connecting side offers. Confined to the connection's event loop. */
final class AnonymousClient extends AbstractTlsClient {

  private final Alerts alerts = new Alerts();

  AnonymousClient(TlsCrypto crypto) {
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
  @SuppressWarnings("rawtypes") // As it is declared.
  protected Vector getSupportedGroups(Vector namedGroupRoles) {
    return Suite.groups();
  }

  @Override
  public TlsAuthentication getAuthentication() throws TlsFatalAlert {
    // Not asked for with an anonymous suite: nobody has anything to show.
    throw new TlsFatalAlert(AlertDescription.internal_error);
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
