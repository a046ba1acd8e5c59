package org.jbroker.spi;

import org.jbroker.BrokerError;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;

/**
 * A backend cannot do what it was asked to. The message names the backend, for a file its path, and
 * the reason; it is fit for a user, who may get this exception as it is.
 *
 * <p>Codes: {@link ErrorCode#CANNOT_OPEN_FILE} if the database cannot be opened, {@link
 * ErrorCode#BACKEND_FAILURE} if it fails later.
 */
public class BackendException extends BrokerException {

  private static final long serialVersionUID = 1L;

  /** A failure with its cause. */
  public BackendException(ErrorCode code, String message, Throwable cause) {
    super(BrokerError.of(code, message), cause);
  }

  /** A failure that nothing else caused. */
  public BackendException(ErrorCode code, String message) {
    this(code, message, null);
  }
}
