package org.jbroker.runtime.telemetry;

import java.util.List;

/**
 * Where lines end up. Used by one thread at a time. Never throws: failures are its own business.
 */
interface LineSink extends AutoCloseable {

  /** Writes lines, in their order, and flushes. */
  void write(List<LogLine> lines);

  /** Frees what it holds. Idempotent. */
  @Override
  void close();
}
