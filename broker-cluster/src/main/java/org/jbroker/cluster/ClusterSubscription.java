package org.jbroker.cluster;

/** A running {@link Cluster#onEvent}. */
public interface ClusterSubscription extends AutoCloseable {

  /** Ends it; what is queued is not delivered any more. Does not wait for a call that runs. */
  @Override
  void close();
}
