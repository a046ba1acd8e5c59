package org.jbroker.spi;

import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jbroker.ErrorCode;
import org.jbroker.store.Backend;

/**
 * Opens one kind of {@link Backend}. Found by {@link ServiceLoader}, first through the context
 * class loader, then through this class's own.
 */
public interface BackendProvider {

  /** The name, as {@link Backend#provider()} gives it. */
  String name();

  /**
   * Opens the database, and creates it if there is none. May take as long as I/O takes; called
   * without locks.
   *
   * @param backend the settings; of the class that this provider belongs to
   * @throws BackendException if that cannot be done; then nothing is left open
   * @throws IllegalArgumentException if {@code backend} is of another class
   */
  StoreBackend open(Backend backend, BackendContext context);

  /**
   * The provider with that name.
   *
   * @throws BackendException with {@link ErrorCode#BACKEND_FAILURE} if there is none; it names
   *     those that are there
   */
  static BackendProvider named(String name) {
    return providers()
        .filter(provider -> provider.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new BackendException(
                    ErrorCode.BACKEND_FAILURE,
                    "no store backend is named \""
                        + name
                        + "\"; there are: "
                        + providers()
                            .map(BackendProvider::name)
                            .distinct()
                            .sorted()
                            .collect(Collectors.joining(", "))));
  }

  private static Stream<BackendProvider> providers() {
    return Stream.of(
            Thread.currentThread().getContextClassLoader(), BackendProvider.class.getClassLoader())
        .flatMap(loader -> ServiceLoader.load(BackendProvider.class, loader).stream())
        .map(ServiceLoader.Provider::get);
  }
}
