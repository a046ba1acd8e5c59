package org.jbroker.store.engine.frontend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import org.jbroker.BrokerError;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A channel that is readable while a mailbox holds something: a pipe with one byte in it or none,
 * opened when it is asked for.
 *
 * <p>Not thread-safe: guarded by the lock of the mailbox. Both ends are non-blocking, so its I/O
 * under that lock takes no time.
 */
final class Readiness {

  private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);

  private final ByteBuffer one = ByteBuffer.allocate(1);
  private Pipe pipe;
  private boolean signalled;
  private boolean closed;

  SelectableChannel channel(boolean ready) {
    if (pipe == null) {
      try {
        pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        pipe.sink().configureBlocking(false);
      } catch (IOException e) {
        throw new BrokerException(
            BrokerError.of(ErrorCode.CANNOT_OPEN_RESOURCE, "cannot open a pipe: " + e.getMessage()),
            e);
      }
      if (closed) {
        closePipe();
      } else {
        update(ready);
      }
    }
    return pipe.source();
  }

  /** To be called after the mailbox was filled or emptied. */
  void update(boolean ready) {
    if (pipe == null || closed || ready == signalled) {
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

  void close() {
    closed = true;
    if (pipe != null) {
      closePipe();
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
