package org.jbroker.store.engine.frontend;

import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.store.EntityId;
import org.jbroker.store.Response;
import org.jbroker.store.StoreProxy;

/**
 * A proxy over the requests of a master or a clone.
 *
 * <p>{@code lock} guards the fields; no request is made and no foreign code runs under it. A
 * request's future puts the response into the mailbox on whatever thread completes it.
 */
public final class MailboxProxy implements StoreProxy {

  private final EntityId id;
  private final ProxyRequests requests;
  private final Consumer<? super MailboxProxy> onClose;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Response> mailbox = new ArrayDeque<>();
  private final Readiness readiness = new Readiness();
  private long lastRequestId;
  private int unanswered;
  private boolean closed;

  /**
   * A proxy without requests.
   *
   * @param onClose called once, when this proxy is closed
   */
  public MailboxProxy(EntityId id, ProxyRequests requests, Consumer<? super MailboxProxy> onClose) {
    this.id = Objects.requireNonNull(id, "id");
    this.requests = Objects.requireNonNull(requests, "requests");
    this.onClose = Objects.requireNonNull(onClose, "onClose");
  }

  @Override
  public long get(Object key) {
    Data k = Arguments.data(key);
    return ask(requestId -> requests.get(k), found -> orNoSuchKey(found, k));
  }

  @Override
  public long exists(Object key) {
    Data k = Arguments.data(key);
    return ask(requestId -> requests.exists(k), Data::bool);
  }

  @Override
  public long getIndexFromValue(Object key, Object index) {
    Data k = Arguments.data(key);
    Data i = Arguments.data(index);
    return ask(requestId -> requests.getIndexFromValue(k, i), found -> orNoSuchKey(found, i));
  }

  @Override
  public long keys() {
    return ask(requestId -> requests.keys(), keys -> keys);
  }

  @Override
  public long size() {
    return ask(requestId -> requests.size(), Data::count);
  }

  @Override
  public long putUnique(Object key, Object value) {
    return putUnique(Arguments.data(key), Arguments.data(value), OptionalLong.empty());
  }

  @Override
  public long putUnique(Object key, Object value, Duration expiry) {
    return putUnique(Arguments.data(key), Arguments.data(value), Arguments.expiryNanos(expiry));
  }

  private long putUnique(Data key, Data value, OptionalLong expiryNanos) {
    return ask(requestId -> requests.putUnique(key, value, expiryNanos, id, requestId), Data::bool);
  }

  private static Data orNoSuchKey(Optional<Data> found, Data key) {
    return found.orElseThrow(() -> new BrokerException(ErrorCode.NO_SUCH_KEY, "no such key"));
  }

  private <T> long ask(
      LongFunction<CompletableFuture<T>> request, Function<? super T, ? extends Data> answer) {
    long requestId = open();
    CompletableFuture<T> future;
    try {
      future = request.apply(requestId);
    } catch (RuntimeException e) {
      future = CompletableFuture.failedFuture(e);
    }
    future
        .<Data>thenApply(answer::apply)
        .whenComplete(
            (data, thrown) ->
                deliver(
                    thrown == null
                        ? Response.of(requestId, data)
                        : Response.failed(requestId, Futures.error(thrown))));
    return requestId;
  }

  private long open() {
    lock.lock();
    try {
      if (closed) {
        throw shutDown();
      }
      if (unanswered + mailbox.size() >= MAX_OPEN_REQUESTS) {
        throw new BrokerException(
            ErrorCode.UNSPECIFIED,
            MAX_OPEN_REQUESTS + " requests of this proxy are open or not taken");
      }
      unanswered++;
      return ++lastRequestId;
    } finally {
      lock.unlock();
    }
  }

  private void deliver(Response response) {
    lock.lock();
    try {
      unanswered--;
      if (!closed) {
        mailbox.add(response);
        readiness.update(true);
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Response receive() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (mailbox.isEmpty()) {
        if (closed) {
          throw shutDown();
        }
        changed.await();
      }
      return take();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<Response> receive(Duration timeout) throws InterruptedException {
    return receive(1, timeout).stream().findFirst();
  }

  @Override
  public List<Response> receive(int n, Duration timeout) throws InterruptedException {
    if (n < 0) {
      throw new IllegalArgumentException("a negative number of responses: " + n);
    }
    long leftNanos = Arguments.timeoutNanos(timeout);
    List<Response> taken = new ArrayList<>(Math.min(n, 1024));
    lock.lockInterruptibly();
    try {
      while (taken.size() < n) {
        if (!mailbox.isEmpty()) {
          taken.add(take());
        } else if (closed || leftNanos <= 0) {
          break;
        } else {
          leftNanos = await(leftNanos, taken);
        }
      }
      return List.copyOf(taken);
    } finally {
      lock.unlock();
    }
  }

  /** What was taken goes back if the wait for more is interrupted: nothing is lost by that. */
  private long await(long leftNanos, List<Response> taken) throws InterruptedException {
    try {
      return changed.awaitNanos(leftNanos);
    } catch (InterruptedException e) {
      for (int i = taken.size() - 1; i >= 0; i--) {
        mailbox.addFirst(taken.get(i));
      }
      readiness.update(!mailbox.isEmpty());
      changed.signalAll();
      throw e;
    }
  }

  private Response take() {
    Response response = mailbox.remove();
    readiness.update(!mailbox.isEmpty());
    return response;
  }

  @Override
  public int available() {
    lock.lock();
    try {
      return mailbox.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public SelectableChannel readiness() {
    lock.lock();
    try {
      return readiness.channel(!mailbox.isEmpty());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public EntityId id() {
    return id;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      readiness.close();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    onClose.accept(this);
  }

  private static BrokerException shutDown() {
    return new BrokerException(ErrorCode.SHUTTING_DOWN, "the proxy is closed");
  }
}
