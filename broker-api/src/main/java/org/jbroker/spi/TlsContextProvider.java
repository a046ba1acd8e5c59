package org.jbroker.spi;

import java.util.ServiceLoader;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;
import org.jbroker.TlsOptions;

/**
 * Makes the JDK's TLS objects from {@link TlsOptions}, for whatever has connections of its own
 * beside those of endpoints: {@code broker-runtime} has it. Found by {@link ServiceLoader}, first
 * through the context class loader, then through this class's own.
 */
public interface TlsContextProvider {

  /** A certificate, its key, and whom to trust, as they are in the files now. Thread-safe. */
  interface Source {

    /**
     * The context of servers and clients alike. Others come from {@link #refresh}, so ask anew for
     * each connection. Never blocks.
     */
    SSLContext context();

    /**
     * What else a connection's engine is to be told: the versions of TLS; for a server, that
     * clients have to show a certificate; for a client, whether host names are verified, for which
     * the engine has to know the host. The caller may change its copy: a server for browsers might
     * not insist on certificates.
     *
     * @param client whether it is for the side that connects
     */
    SSLParameters parameters(boolean client);

    /**
     * Reads the files again if one of them has changed since they were read. If they cannot be read
     * any more, the context stays as it was. Blocks while it reads, so it does not belong on event
     * loops.
     *
     * @return whether there is a new context
     * @throws BrokerException with {@link ErrorCode#CANNOT_OPEN_FILE}, once for each change, if the
     *     files cannot be read; the message names the file
     */
    boolean refresh();
  }

  /**
   * Reads the files of {@link TlsOptions.Mode#CERTIFICATES}.
   *
   * @throws BrokerException with {@link ErrorCode#CANNOT_OPEN_FILE} if a file cannot be read or
   *     does not hold what it should; the message names it
   * @throws IllegalArgumentException if the mode is another one: the JDK has no anonymous TLS, nor
   *     have browsers
   */
  Source open(TlsOptions options);

  /**
   * The provider on the class or module path.
   *
   * @throws IllegalStateException if there is none
   */
  static TlsContextProvider load() {
    return Stream.of(
            Thread.currentThread().getContextClassLoader(),
            TlsContextProvider.class.getClassLoader())
        .flatMap(loader -> ServiceLoader.load(TlsContextProvider.class, loader).stream())
        .map(ServiceLoader.Provider::get)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no TLS found: add org.jbroker:broker-runtime to the class or module path"));
  }
}
