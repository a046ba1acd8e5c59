package org.jbroker.runtime.tls;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;
import org.jbroker.TlsOptions;
import org.jbroker.runtime.telemetry.Component;
import org.jbroker.runtime.telemetry.EventLog;
import org.jbroker.runtime.tls.anonymous.AnonymousHandler;
import org.jbroker.runtime.tls.anonymous.AnonymousTls;
import org.jbroker.runtime.tls.certificate.CertificateSource;
import org.jbroker.spi.TlsContextProvider;

/**
 * How an endpoint's connections are protected. It puts handlers into the pipelines of connections
 * before that which reads frames; Unix-domain sockets stay as they are. Immutable; thread-safe.
 */
public final class Tls {

  /** So long a socket that is being closed stays open for its last alert, if nobody reads. */
  private static final long CLOSE_NOTIFY_MILLIS = 500;

  private static final String LIBRARY = "org.bouncycastle:bctls-jdk18on";

  /** Makes the handler for one connection; the host is null on the side that listens. */
  private interface Handlers {
    Secured create(InetSocketAddress server);
  }

  /**
   * A handler, as its connection sees it.
   *
   * @param session what was agreed on, in words; to be asked after the handshake
   */
  private record Secured(
      ChannelHandler handler, Supplier<ChannelFuture> closeOutbound, Supplier<String> session) {}

  /** The files of an endpoint, and what looks whether they have changed. */
  private record Certificates(CertificateSource source, CertificateReload reload) {

    CertificateSource forConnection() {
      reload.onConnection();
      return source;
    }
  }

  private final TlsOptions.Mode mode;
  private final Handlers handlers;
  private final Optional<Certificates> certificates;
  private final EventLog log;

  private Tls(
      TlsOptions.Mode mode, Handlers handlers, Optional<Certificates> certificates, EventLog log) {
    this.mode = mode;
    this.handlers = handlers;
    this.certificates = certificates;
    this.log = log;
  }

  /**
   * Gets ready for a mode.
   *
   * @param blocking runs what may block
   * @throws BrokerException with {@link ErrorCode#CANNOT_OPEN_FILE} if a file cannot be used
   * @throws IllegalStateException naming the library that anonymous TLS needs, if it is missing
   */
  public static Tls open(TlsOptions options, Executor blocking, EventLog log) {
    return switch (options.mode()) {
      case OFF -> new Tls(options.mode(), null, Optional.empty(), log);
      case ANONYMOUS -> new Tls(options.mode(), anonymous(), Optional.empty(), log);
      case CERTIFICATES -> {
        CertificateSource source = CertificateSource.open(options);
        Certificates certificates =
            new Certificates(
                source, new CertificateReload(source, blocking, log, System::nanoTime));
        yield new Tls(
            options.mode(), secured(options, certificates), Optional.of(certificates), log);
      }
    };
  }

  private static Handlers anonymous() {
    try {
      AnonymousTls tls = AnonymousTls.open();
      return server -> {
        AnonymousHandler handler = server == null ? tls.server() : tls.client();
        return new Secured(handler, handler::closeOutbound, () -> AnonymousTls.SESSION);
      };
    } catch (NoClassDefFoundError e) {
      throw new IllegalStateException(
          "TlsOptions.anonymous() needs "
              + LIBRARY
              + ", an optional dependency of broker-runtime: add it to the class or module path",
          e);
    }
  }

  private static Handlers secured(TlsOptions options, Certificates certificates) {
    return server -> {
      CertificateSource source = certificates.forConnection();
      SSLEngine engine =
          server != null && options.verifyHostname()
              ? source.context().createSSLEngine(server.getHostString(), server.getPort())
              : source.context().createSSLEngine();
      engine.setUseClientMode(server != null);
      engine.setSSLParameters(source.parameters(server != null));
      SslHandler handler = new SslHandler(engine);
      handler.setHandshakeTimeoutMillis(0); // The time-out of the whole handshake covers it.
      handler.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_MILLIS);
      return new Secured(handler, handler::closeOutbound, () -> describe(engine.getSession()));
    };
  }

  /** The certificate for a new connection that is not a peering's; empty in other modes. */
  public Optional<TlsContextProvider.Source> certificateForConnection() {
    return certificates.map(Certificates::forConnection);
  }

  /** Whether connections are encrypted. */
  public boolean isOn() {
    return mode != TlsOptions.Mode.OFF;
  }

  /** For a connection that the other side made, before its handlers are added. */
  public TlsLayer accept(Channel channel) {
    TlsLayer layer = layer(channel, false);
    if (isTcp(channel)) {
      channel
          .pipeline()
          .addLast(
              isOn()
                  ? FirstBytesGate.installingTls(
                      layer, gate -> install(gate.pipeline(), gate.name(), layer))
                  : FirstBytesGate.expectingPlain(layer, true));
    }
    return layer;
  }

  /**
   * For a connection that this side makes, before its handlers are added.
   *
   * @param host the name or address that the user gave, for the verification of host names
   */
  public TlsLayer connect(Channel channel, String host, int port) {
    TlsLayer layer = layer(channel, true);
    if (!isTcp(channel)) {
      return layer;
    }
    ChannelPipeline pipeline = channel.pipeline();
    if (!isOn()) {
      pipeline.addLast(FirstBytesGate.expectingPlain(layer, false));
      return layer;
    }
    Secured secured = handlers.create(InetSocketAddress.createUnresolved(host, port));
    layer.installed(secured.closeOutbound());
    LastAlert lastAlert = new LastAlert();
    pipeline.addLast(
        new LingeringClose(layer),
        FirstBytesGate.expectingTls(layer),
        lastAlert,
        secured.handler(),
        new TlsEvents(layer, lastAlert, () -> agreed(channel, secured)));
    return layer;
  }

  private void install(ChannelPipeline pipeline, String gate, TlsLayer layer) {
    Secured secured = handlers.create(null);
    layer.installed(secured.closeOutbound());
    pipeline.addBefore(gate, null, new LingeringClose(layer));
    LastAlert lastAlert = new LastAlert();
    TlsEvents events = new TlsEvents(layer, lastAlert, () -> agreed(pipeline.channel(), secured));
    for (ChannelHandler handler :
        List.of(new LingeringClose(layer), lastAlert, secured.handler(), events)) {
      pipeline.addBefore(gate, null, handler);
    }
  }

  private void agreed(Channel channel, Secured secured) {
    log.debug(
        Component.PEERING,
        "tls-agreed",
        "the connection with {} has {}",
        channel.remoteAddress(),
        secured.session().get());
  }

  private static String describe(SSLSession session) {
    String suite = session.getProtocol() + " " + session.getCipherSuite();
    try {
      return suite + ", the peer is " + session.getPeerPrincipal().getName();
    } catch (SSLPeerUnverifiedException e) {
      return suite + ", the peer is unknown: " + e.getMessage();
    }
  }

  private TlsLayer layer(Channel channel, boolean connecting) {
    boolean tcp = isTcp(channel);
    return new TlsLayer(channel, tcp ? mode : TlsOptions.Mode.OFF, tcp && connecting);
  }

  private static boolean isTcp(Channel channel) {
    return channel instanceof SocketChannel;
  }
}
