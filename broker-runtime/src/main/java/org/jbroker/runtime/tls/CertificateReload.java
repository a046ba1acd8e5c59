package org.jbroker.runtime.tls;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jbroker.BrokerException;
import org.jbroker.runtime.telemetry.Component;
import org.jbroker.runtime.telemetry.EventLog;
import org.jbroker.runtime.tls.certificate.CertificateSource;

/**
 * Looks after new connections whether the certificates' files have changed, at most once a second.
 * The connection that caused it still gets what was there before; those after it get the new ones.
 *
 * <p>Thread-safe. Files are read on an executor for what may block, never on an event loop.
 */
final class CertificateReload {

  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final CertificateSource source;
  private final Executor blocking;
  private final EventLog log;
  private final LongSupplier clock;
  private final AtomicLong lastNanos;

  CertificateReload(CertificateSource source, Executor blocking, EventLog log, LongSupplier clock) {
    this.source = source;
    this.blocking = blocking;
    this.log = log;
    this.clock = clock;
    this.lastNanos = new AtomicLong(clock.getAsLong());
  }

  /** There is a new connection. */
  void onConnection() {
    long now = clock.getAsLong();
    long last = lastNanos.get();
    if (now - last < PAUSE_NANOS || !lastNanos.compareAndSet(last, now)) {
      return;
    }
    try {
      blocking.execute(this::refresh);
    } catch (RejectedExecutionException e) {
      log.debug(Component.PEERING, "tls-not-checked", "certificates are not checked: {}", e);
    }
  }

  private void refresh() {
    try {
      if (source.refresh()) {
        log.info(Component.PEERING, "tls-reloaded", "certificates have changed and are read anew");
      }
    } catch (BrokerException e) {
      log.warning(
          Component.PEERING,
          "tls-not-reloaded",
          "certificates have changed, and the old ones stay in use: {}",
          e.error().message());
    }
  }
}
