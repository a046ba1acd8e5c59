package org.jbroker.runtime.queue;

import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that is held for less than a microsecond at a time, so whoever finds it taken tries again
 * for a moment before it goes to sleep: to sleep and be woken costs both threads more than the
 * wait.
 */
final class BriefLock extends ReentrantLock {

  private static final long serialVersionUID = 1;

  /** Some microseconds; if the holder was interrupted by the system, sleeping is right. */
  private static final int TRIES = 100;

  @Override
  public void lock() {
    if (!tryBriefly()) {
      super.lock();
    }
  }

  @Override
  public void lockInterruptibly() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (!tryBriefly()) {
      super.lockInterruptibly();
    }
  }

  private boolean tryBriefly() {
    for (int i = 0; i < TRIES; i++) {
      if (tryLock()) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }
}
