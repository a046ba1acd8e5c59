/**
 * Mutual TLS with certificates, by the JDK's own implementation: start at {@link
 * org.jbroker.runtime.tls.certificate.CertificateSource}.
 *
 * <pre>
 *   PemFile, PrivateKeys, Authorities   files to keys and certificates
 *   OwnKeyManager, StrictTrustManager   what to show, whom to believe
 *   CertificateSource                   both as an SSLContext, anew when the files change
 *   CertificateContexts                the same for other modules
 * </pre>
 */
package org.jbroker.runtime.tls.certificate;
