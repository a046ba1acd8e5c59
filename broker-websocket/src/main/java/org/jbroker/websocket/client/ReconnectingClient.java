package org.jbroker.websocket.client;

import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jbroker.BrokerError;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.Message;
import org.jbroker.PublishResult;
import org.jbroker.Publisher;
import org.jbroker.PublisherOptions;
import org.jbroker.StatusSubscriber;
import org.jbroker.Subscriber;
import org.jbroker.SubscriberOptions;
import org.jbroker.Subscription;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.spi.DecodeLimits;
import org.jbroker.spi.EndpointProvider;
import org.jbroker.spi.WebSocketPort;
import org.jbroker.websocket.json.JsonApi;
import org.jbroker.websocket.msgpack.MsgPackApi;
import org.jbroker.websocket.protocol.ApiCodec;
import org.jbroker.zeek.ZeekWebSocketClient;
import org.jbroker.zeek.ZeekWebSocketOptions;

/**
 * A client as an endpoint of its own that has no peers but a connection to a server: so
 * subscribers, publishers and flows are those of every endpoint.
 *
 * <p>Thread-safe without a lock: calls go to the endpoint or to the {@link Connector}.
 */
public final class ReconnectingClient implements ZeekWebSocketClient {

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final ZeekWebSocketOptions options;
  private final Endpoint endpoint;
  private final Connector connector;
  private final AtomicBoolean closed = new AtomicBoolean();

  private ReconnectingClient(ZeekWebSocketOptions options, Endpoint endpoint, Connector connector) {
    this.options = options;
    this.endpoint = endpoint;
    this.connector = connector;
  }

  /** Opens a client, which begins to connect. */
  public static ReconnectingClient open(ZeekWebSocketOptions options) {
    EndpointOptions own = options.endpoint().toBuilder().ignoreBrokerConf(true).build();
    DecodeLimits limits = new DecodeLimits(own.maxDataDepth(), own.maxElements());
    ApiCodec codec =
        switch (options.format()) {
          case JSON -> JsonApi.forClient(limits);
          case MESSAGE_PACK -> new MsgPackApi(limits);
        };
    Dialer dialer = new Dialer(options, codec);
    EndpointProvider.HostedEndpoint hosted = EndpointProvider.load().openHosted(own);
    WebSocketPort port =
        hosted
            .host()
            .attachUplink(
                "connection to " + dialer.server(),
                options.sendBufferSize(),
                options.sendBufferBytes());
    Connector connector = new Connector(hosted.host(), port, dialer, options.retry());
    connector.start();
    return new ReconnectingClient(options, hosted.endpoint(), connector);
  }

  @Override
  public ZeekWebSocketOptions options() {
    return options;
  }

  // --- the connection

  @Override
  public boolean isConnected() {
    return connector.isConnected();
  }

  @Override
  public boolean awaitConnected(Duration timeout) throws InterruptedException {
    try {
      connector.connected().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException late) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public CompletableFuture<Boolean> awaitConnectedAsync(Duration timeout) {
    return connector
        .connected()
        .thenApply(connected -> true)
        .completeOnTimeout(false, timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public boolean drain(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    if (!endpoint.drain(timeout)) {
      return false;
    }
    while (!connector.isDrained()) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      LockSupport.parkNanos(POLL_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    return true;
  }

  @Override
  public boolean isClosed() {
    return closed.get();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      endpoint.close(); // Its publishers may still have to send, through the connector.
      connector.close(options.endpoint().drainTimeout());
    }
  }

  // --- messages

  @Override
  public PublishResult publish(Topic topic, Data data) {
    return endpoint.publish(topic, data);
  }

  @Override
  public PublishResult publishBatch(Collection<Message> batch) {
    return endpoint.publishBatch(batch);
  }

  @Override
  public CompletableFuture<Void> publishAll(Topic topic, Iterator<Data> source) {
    return endpoint.publishAll(topic, source);
  }

  @Override
  public CompletableFuture<Void> publishAll(Topic topic, Flow.Publisher<? extends Data> source) {
    return endpoint.publishAll(topic, source);
  }

  @Override
  public Publisher publisher(Topic topic, PublisherOptions publisherOptions) {
    return endpoint.publisher(topic, publisherOptions);
  }

  @Override
  public Subscriber subscriber(String... prefixes) {
    return endpoint.subscriber(prefixes);
  }

  @Override
  public Subscriber subscriber(SubscriberOptions bounds, Collection<Topic> prefixes) {
    return endpoint.subscriber(bounds, prefixes);
  }

  @Override
  public Subscription subscribe(
      Collection<Topic> prefixes,
      Consumer<? super Message> onMessage,
      Consumer<? super BrokerError> onError) {
    return endpoint.subscribe(prefixes, onMessage, onError);
  }

  @Override
  public Flow.Publisher<Message> flow(String... prefixes) {
    return endpoint.flow(prefixes);
  }

  @Override
  public StatusSubscriber statusSubscriber(boolean receiveStatuses) {
    return endpoint.statusSubscriber(receiveStatuses);
  }

  @Override
  public String toString() {
    return "WebSocket client of " + options.uri();
  }
}
