package org.jbroker.spi;

/**
 * How a {@link StoreBackend} tells its master about writes that were not settled when the call
 * returned.
 *
 * <p>Called on a thread of the backend, by one at a time, with no lock of the backend held; never
 * from within a call of the master. The methods may call the backend, except {@link
 * StoreBackend#close} and {@link StoreBackend#awaitCapacity}. They are to be short: the next group
 * of writes waits for their return. What they throw is logged and otherwise ignored.
 */
public interface BackendListener {

  /**
   * All writes up to {@code sequence} are durable. Calls may be combined; the numbers ascend. When
   * this is called {@link StoreBackend#durableSequence()} says so already.
   */
  void durable(long sequence);

  /**
   * Writes could not be made durable; {@link StoreBackend#durableSequence()} is the last that is.
   * From now on the backend refuses writes, until the master has taken note with {@link
   * StoreBackend#rollback}.
   */
  void failed(BackendException cause);
}
