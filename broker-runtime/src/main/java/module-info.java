/**
 * The engine of Broker for Java. It exports nothing: programs use {@code org.jbroker.api}, which
 * finds it.
 */
module org.jbroker.runtime {
  requires org.jbroker.api;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.unix.common;
  requires org.slf4j;
  requires static org.bouncycastle.tls;

  provides org.jbroker.spi.EndpointProvider with
      org.jbroker.runtime.endpoint.EngineProvider;
  provides org.jbroker.spi.TlsContextProvider with
      org.jbroker.runtime.tls.certificate.CertificateContexts;
}
