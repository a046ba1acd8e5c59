package org.jbroker.benchmarks.transport;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jbroker.BrokerException;
import org.jbroker.Endpoint;
import org.jbroker.Message;
import org.jbroker.Publisher;
import org.jbroker.Subscriber;
import org.jbroker.Topic;
import org.jbroker.benchmarks.harness.BenchmarkException;
import org.jbroker.benchmarks.message.StreamMeter;
import org.jbroker.benchmarks.message.TextMessage;
import org.jbroker.data.Count;
import org.jbroker.data.Data;
import org.jbroker.data.Str;

/**
 * This library. A stream goes from a publisher with demand to a subscriber, with a {@link Window},
 * since links are never paused for a slow subscriber. Address: a port on 127.0.0.1.
 */
final class BrokerTransport implements Transport {

  private static final Topic TOPIC = Topic.of(TextMessage.TOPIC);
  private static final Topic BACK = Topic.of("/back");
  private static final String HOST = "127.0.0.1";
  private static final Duration SILENCE = Duration.ofSeconds(Window.SILENCE_SECONDS);

  private final int version;
  private final MessageForm form;

  BrokerTransport(int version, MessageForm form) {
    this.version = version;
    this.form = form;
  }

  private Endpoint open() {
    return Endpoint.open(BrokerOptions.of(version).build());
  }

  /** Peers with an address and waits until the other side's filter holds {@code topic}. */
  private static void connect(Endpoint endpoint, String address, Topic topic)
      throws InterruptedException {
    if (!endpoint.peer(HOST, Integer.parseInt(address), Duration.ZERO)) {
      throw new BenchmarkException("cannot peer with " + address);
    }
    PeerFilters.await(endpoint, topic);
  }

  private static String listenOrConnect(Endpoint endpoint, String broker)
      throws InterruptedException {
    if (broker.isEmpty()) {
      return Integer.toString(endpoint.listen(HOST, 0));
    }
    connect(endpoint, broker, BACK);
    return broker;
  }

  @Override
  public Target target(String broker) throws Exception {
    Endpoint endpoint = open();
    Subscriber subscriber = endpoint.subscriber(TextMessage.TOPIC);
    String address = listenOrConnect(endpoint, broker);
    return new Target() {
      @Override
      public String address() {
        return address;
      }

      @Override
      public void receive(StreamMeter meter) throws InterruptedException {
        BrokerTransport.this.receive(endpoint, subscriber, meter);
      }

      @Override
      public void close() {
        endpoint.close();
      }
    };
  }

  private void receive(Endpoint endpoint, Subscriber subscriber, StreamMeter meter)
      throws InterruptedException {
    long acknowledged = 0;
    while (!meter.isDone()) {
      Optional<Message> first = subscriber.get(SILENCE);
      if (first.isEmpty()) {
        throw new BenchmarkException(
            "silence after " + meter.received() + " messages: " + endpoint.metrics());
      }
      form.read(first.get().data(), meter);
      for (Message message : subscriber.poll()) {
        form.read(message.data(), meter);
      }
      if (meter.received() - acknowledged >= Window.ACK_EVERY) {
        acknowledged = meter.received();
        endpoint.publish(BACK, Count.of(acknowledged));
      }
    }
  }

  @Override
  public Source source(String address) throws Exception {
    Endpoint endpoint = open();
    Subscriber acknowledgements = endpoint.subscriber(BACK.string());
    connect(endpoint, address, TOPIC);
    Publisher publisher = endpoint.publisher(TextMessage.TOPIC);
    return new Source() {
      private long acknowledged;

      @Override
      public void send(long sequence, boolean last) throws InterruptedException {
        while (sequence - acknowledged >= Window.MESSAGES) {
          acknowledged =
              acknowledgements
                  .get(SILENCE)
                  .map(message -> ((Count) message.data()).bits())
                  .orElseThrow(() -> new BenchmarkException("no acknowledgement"));
        }
        publisher.publish(form.create(sequence, last));
      }

      @Override
      public void close() {
        endpoint.close();
      }
    };
  }

  @Override
  public Responder responder(String broker) throws Exception {
    Endpoint endpoint = open();
    Subscriber subscriber = endpoint.subscriber(TextMessage.TOPIC);
    String address = listenOrConnect(endpoint, broker);
    return new Responder() {
      @Override
      public String address() {
        return address;
      }

      @Override
      public void serve() throws InterruptedException {
        try {
          while (true) {
            endpoint.publish(BACK, subscriber.get().data());
          }
        } catch (BrokerException closed) {
          return;
        }
      }

      @Override
      public void close() {
        endpoint.close();
      }
    };
  }

  @Override
  public Caller caller(String address) throws Exception {
    Endpoint endpoint = open();
    Subscriber answers = endpoint.subscriber(BACK.string());
    connect(endpoint, address, TOPIC);
    return new Caller() {
      @Override
      public void call(int count, LongConsumer nanos) throws InterruptedException {
        for (int i = 0; i < count; i++) {
          long startNanos = System.nanoTime();
          endpoint.publish(TOPIC, Str.of(TextMessage.create(i, false)));
          Data answer =
              answers.get(SILENCE).orElseThrow(() -> new BenchmarkException("no answer")).data();
          if (TextMessage.sequence((Str) answer) != i) {
            throw new BenchmarkException("another answer than to " + i);
          }
          nanos.accept(System.nanoTime() - startNanos);
        }
      }

      @Override
      public void close() {
        endpoint.close();
      }
    };
  }
}
