package org.jbroker.runtime.endpoint;

import java.nio.file.Path;
import java.util.Objects;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.runtime.config.OptionsLoader;
import org.jbroker.spi.EndpointProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the API finds this engine. Stateless. */
public final class EngineProvider implements EndpointProvider {

  private static final Logger LOG = LoggerFactory.getLogger("org.jbroker.config");

  /** For {@link java.util.ServiceLoader}. */
  public EngineProvider() {}

  @Override
  public Endpoint open(EndpointOptions options) {
    Objects.requireNonNull(options, "options");
    EndpointOptions complete =
        options.ignoreBrokerConf() ? options : options.orElse(loader().load());
    return EngineEndpoint.open(complete);
  }

  @Override
  public HostedEndpoint openHosted(EndpointOptions options) {
    EngineEndpoint endpoint = (EngineEndpoint) open(options);
    return new HostedEndpoint(endpoint, endpoint.webSocketHost());
  }

  @Override
  public EndpointOptions loadOptions(String... args) {
    // What the file and the environment say is in the result; they need not be read again.
    return loader().load(args).toBuilder().ignoreBrokerConf(true).build();
  }

  private static OptionsLoader loader() {
    return new OptionsLoader(Path.of(""), System.getenv(), LOG::warn);
  }
}
