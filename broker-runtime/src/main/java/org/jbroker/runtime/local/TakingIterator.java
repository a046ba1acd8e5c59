package org.jbroker.runtime.local;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Iterates by taking, until nothing more will come. If the thread is interrupted the iteration ends
 * and the thread's interrupt flag is set. For one thread.
 */
final class TakingIterator<T> implements Iterator<T> {

  /** Where the elements come from. */
  interface Source<T> {
    /** Waits for the next one; null if there will be none. */
    T take() throws InterruptedException;
  }

  private final Source<T> source;
  private T next;
  private boolean ended;

  TakingIterator(Source<T> source) {
    this.source = source;
  }

  @Override
  public boolean hasNext() {
    if (next == null && !ended) {
      try {
        next = source.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      ended = next == null;
    }
    return next != null;
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    T result = next;
    next = null;
    return result;
  }
}
