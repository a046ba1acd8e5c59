package org.jbroker.runtime.tls.certificate;

import org.jbroker.TlsOptions;
import org.jbroker.spi.TlsContextProvider;

/** How other modules find this engine's TLS. Stateless. */
public final class CertificateContexts implements TlsContextProvider {

  /** For {@link java.util.ServiceLoader}. */
  public CertificateContexts() {}

  @Override
  public Source open(TlsOptions options) {
    return CertificateSource.open(options);
  }
}
