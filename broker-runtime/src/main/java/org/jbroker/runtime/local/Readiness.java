package org.jbroker.runtime.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jbroker.BrokerError;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A channel that is readable while a queue holds something: a pipe with one byte in it or none.
 *
 * <p>The pipe exists from the first call of {@link #channel()}. From then on whoever fills or
 * empties the queue calls {@link #update} after that; since it looks at the queue again, under the
 * monitor, the last one to come leaves the right state behind, whatever the order.
 *
 * <p>Thread-safe. Both ends are non-blocking, so the I/O under the monitor takes no time, and an
 * interrupt of the calling thread does not close them.
 */
final class Readiness {

  private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);

  private final BooleanSupplier armIfEmpty;
  private final Consumer<Runnable> onReady;
  private final ByteBuffer one = ByteBuffer.allocate(1);

  private volatile Pipe pipe;
  private boolean signalled;
  private boolean closed;

  /**
   * Without a pipe yet.
   *
   * @param armIfEmpty says whether the queue is empty, and arms its hook if so
   * @param onReady sets that hook
   */
  Readiness(BooleanSupplier armIfEmpty, Consumer<Runnable> onReady) {
    this.armIfEmpty = armIfEmpty;
    this.onReady = onReady;
  }

  synchronized SelectableChannel channel() {
    if (pipe == null) {
      try {
        Pipe opened = Pipe.open();
        opened.source().configureBlocking(false);
        opened.sink().configureBlocking(false);
        pipe = opened;
      } catch (IOException e) {
        throw new BrokerException(
            BrokerError.of(ErrorCode.CANNOT_OPEN_RESOURCE, "cannot open a pipe: " + e.getMessage()),
            e);
      }
      if (closed) {
        closePipe();
      } else {
        onReady.accept(this::update);
      }
    }
    return pipe.source();
  }

  /** To be called after the queue was filled or emptied. Costs nothing without a pipe. */
  void update() {
    if (pipe != null) {
      refresh();
    }
  }

  synchronized void close() {
    closed = true;
    if (pipe != null) {
      closePipe();
    }
  }

  private synchronized void refresh() {
    if (closed) {
      return;
    }
    boolean ready = !armIfEmpty.getAsBoolean();
    if (ready == signalled) {
      return;
    }
    try {
      one.clear();
      if (ready) {
        pipe.sink().write(one);
      } else {
        pipe.source().read(one);
      }
      signalled = ready;
    } catch (IOException e) {
      LOG.warn("the readiness channel is broken; was it closed by the program?", e);
      close();
    }
  }

  /** Closes the writing end first: a selector that waits for the other one wakes up by that. */
  private void closePipe() {
    try {
      pipe.sink().close();
      pipe.source().close();
    } catch (IOException e) {
      LOG.warn("cannot close the readiness channel", e);
    }
  }
}
