package org.jbroker.benchmarks.transport;

import org.jbroker.EndpointOptions;

/** The options of the library's endpoints. */
public final class BrokerOptions {

  private BrokerOptions() {}

  /**
   * The defaults, but for larger queues, which the {@link Window} fits into.
   *
   * @param version the protocol's: 1 or 64
   */
  public static EndpointOptions.Builder of(int version) {
    return EndpointOptions.builder()
        .ignoreBrokerConf(true)
        .maxProtocolVersion(version)
        .peerBufferSize(Window.QUEUE)
        .subscriberBufferSize(Window.QUEUE);
  }
}
