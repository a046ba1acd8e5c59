package org.jbroker.spi;

import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * What a store engine implements to be found: {@code broker-store} has it. Found by {@link
 * ServiceLoader}, first through the context class loader, then through this class's own.
 */
public interface StoreEngineProvider {

  /** Opens the stores of an endpoint: none yet. */
  StoreEngine open(StoreHost host);

  /**
   * The store engine on the class or module path.
   *
   * @throws IllegalStateException if there is none
   */
  static StoreEngineProvider load() {
    return Stream.of(
            Thread.currentThread().getContextClassLoader(),
            StoreEngineProvider.class.getClassLoader())
        .flatMap(loader -> ServiceLoader.load(StoreEngineProvider.class, loader).stream())
        .map(ServiceLoader.Provider::get)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no store engine found: add org.jbroker:broker-store to the class or module"
                        + " path"));
  }
}
