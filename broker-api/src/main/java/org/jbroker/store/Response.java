package org.jbroker.store;

import java.util.Objects;
import java.util.Optional;
import org.jbroker.BrokerError;
import org.jbroker.BrokerException;
import org.jbroker.data.Data;

/**
 * The answer to one request of a {@link StoreProxy}: exactly one of {@code answer} and {@code
 * error} is there.
 *
 * @param id what the request returned
 * @param answer the result, if the request succeeded
 * @param error why there is none; {@link org.jbroker.ErrorCode#NO_SUCH_KEY} for a missing key
 */
public record Response(long id, Optional<Data> answer, Optional<BrokerError> error) {

  /** Refuses both and neither. */
  public Response {
    Objects.requireNonNull(answer, "answer");
    Objects.requireNonNull(error, "error");
    if (answer.isPresent() == error.isPresent()) {
      throw new IllegalArgumentException("a response is an answer or an error");
    }
  }

  /** A success. */
  public static Response of(long id, Data answer) {
    return new Response(id, Optional.of(answer), Optional.empty());
  }

  /** A failure. */
  public static Response failed(long id, BrokerError error) {
    return new Response(id, Optional.empty(), Optional.of(error));
  }

  /**
   * The answer.
   *
   * @throws BrokerException with {@link #error()} if there is none
   */
  public Data get() {
    return answer.orElseThrow(() -> new BrokerException(error.orElseThrow()));
  }
}
