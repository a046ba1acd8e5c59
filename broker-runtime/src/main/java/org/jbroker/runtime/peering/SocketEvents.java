package org.jbroker.runtime.peering;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jbroker.NetworkInfo;
import org.jbroker.runtime.tls.TlsFailure;
import org.jbroker.runtime.wire.HandshakeFrame;
import org.jbroker.runtime.wire.WireException;

/**
 * Turns what happens on one socket into tasks of the control loop while it is in its handshake;
 * once it is a link, that hears of it at once. Called on the socket's event loop; holds no state of
 * its own.
 */
final class SocketEvents implements Connection.Events {

  private final ControlLoop control;
  private final Handshakes handshakes;
  private final PeeringRequest request;

  /** For a socket that serves {@code request}, or that the other side opened if that is null. */
  SocketEvents(ControlLoop control, Handshakes handshakes, PeeringRequest request) {
    this.control = control;
    this.handshakes = handshakes;
    this.request = request;
  }

  @Override
  public void onConnected(Connection connection) {
    NetworkInfo remote =
        request != null ? request.target() : describe(connection.channel().remoteAddress());
    if (!control.execute(() -> handshakes.begin(connection, remote, request))) {
      connection.abort();
    }
  }

  @Override
  public void onHandshakeFrame(Connection connection, HandshakeFrame frame) {
    control.execute(() -> handshakes.onFrame(connection, frame));
  }

  @Override
  public void onBadFrame(Connection connection, WireException reason) {
    NetworkLink link = connection.link();
    if (link != null) {
      link.onBadFrame(reason.getMessage());
    } else {
      control.execute(() -> handshakes.onBadFrame(connection, reason));
    }
  }

  @Override
  public void onTlsFailure(Connection connection, TlsFailure failure) {
    NetworkLink link = connection.link();
    if (link != null) {
      link.abort(failure.message());
    } else {
      control.execute(() -> handshakes.onTlsFailure(connection, failure));
    }
  }

  @Override
  public void onClosed(Connection connection) {
    NetworkLink link = connection.link();
    if (link != null) {
      link.onClosed();
    } else {
      control.execute(() -> handshakes.onClosed(connection));
    }
  }

  private static NetworkInfo describe(SocketAddress remote) {
    return remote instanceof InetSocketAddress inet
        ? NetworkInfo.of(inet.getAddress().getHostAddress(), inet.getPort())
        : NetworkInfo.of("unix:" + (remote == null ? "" : remote), 0);
  }
}
