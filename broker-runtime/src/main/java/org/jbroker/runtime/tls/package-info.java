/**
 * How a link is protected: start at {@link org.jbroker.runtime.tls.Tls}.
 *
 * <pre>
 *   socket -- LingeringClose -- LastAlert -- SslHandler ------- TlsEvents -- FirstBytesGate -- frames
 *                                            AnonymousHandler
 * </pre>
 *
 * <p>The two packages below know how: {@code certificate} makes an {@code SSLContext} from files,
 * {@code anonymous} drives Bouncy Castle. Frames hear of a failure as a {@link
 * org.jbroker.runtime.tls.TlsFailure}, once.
 */
package org.jbroker.runtime.tls;
