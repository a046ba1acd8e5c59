package org.jbroker.runtime.endpoint;

import java.util.concurrent.TimeUnit;

/**
 * How long stores wait for one peer whose send buffer is full: long enough for one that was busy
 * with something else, less and less for one that does not read.
 *
 * <pre>
 *              no room in 200 ms             100 ms are over
 *   PATIENT ----------------------&gt; RESTING ----------------&gt; TRYING
 *      ^                               ^                        |  |
 *      |                               +--- no room in 50 ms; --+  |
 *      |                                    rests twice as long    |
 *      +------------------- room came in time --------------------+
 * </pre>
 *
 * <p>So a peer that comes back is waited for again after about as long as it was away, and one that
 * never does costs writers half a second in the first minute, and 50 ms in each half minute after
 * that.
 *
 * <p>Knows no clock: times are passed in, in nanoseconds of any monotonic one. Thread-safe; the
 * monitor guards all fields.
 */
final class Patience {

  /** How long a peer that read so far is waited for. */
  static final long FIRST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** How long it is waited for after a rest. */
  static final long NEXT_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** How long nobody waits after the first time. */
  static final long FIRST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** How long nobody waits at most. */
  static final long MAX_REST_NANOS = TimeUnit.SECONDS.toNanos(30);

  // 0: patient.
  private long restNanos;
  private long restUntilNanos;

  /** How long to wait for room now; 0 for not at all. */
  synchronized long waitNanos(long nowNanos) {
    if (restNanos == 0) {
      return FIRST_WAIT_NANOS;
    }
    return isResting(nowNanos) ? 0 : NEXT_WAIT_NANOS;
  }

  /** There was room in time. */
  synchronized void roomCame() {
    restNanos = 0;
  }

  /** There was none; of several threads that waited at a time the first one counts. */
  synchronized void noRoom(long nowNanos) {
    if (restNanos == 0) {
      restNanos = FIRST_REST_NANOS;
    } else if (isResting(nowNanos)) {
      return;
    } else {
      restNanos = Math.min(2 * restNanos, MAX_REST_NANOS);
    }
    restUntilNanos = nowNanos + restNanos;
  }

  private boolean isResting(long nowNanos) {
    return nowNanos - restUntilNanos < 0;
  }
}
