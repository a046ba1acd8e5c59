package org.jbroker.runtime.topology;

import org.jbroker.EndpointId;

/** Which way messages went at one moment. Immutable: any thread may ask. */
public interface Ways {

  /**
   * The direct peer through which an endpoint is reached: itself if it is one; null if it cannot be
   * reached.
   */
  EndpointId nextHop(EndpointId destination);
}
