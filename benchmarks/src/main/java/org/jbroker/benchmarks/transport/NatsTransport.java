package org.jbroker.benchmarks.transport;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongConsumer;
import org.jbroker.benchmarks.harness.BenchmarkException;
import org.jbroker.benchmarks.message.StreamMeter;
import org.jbroker.benchmarks.message.TextMessage;

/**
 * NATS through a server of its own; both sides connect to it. Core NATS drops what a subscriber is
 * too slow for, so there is a {@link Window}, as for the library. Address: the server's port.
 */
final class NatsTransport implements Transport {

  /** As long as the topic of the others. */
  private static final String SUBJECT = "bench.messages";

  private static final String BACK = "back";
  private static final Duration SILENCE = Duration.ofSeconds(Window.SILENCE_SECONDS);

  private static Connection connect(String port) throws IOException, InterruptedException {
    return Nats.connect(
        Options.builder()
            .server("nats://127.0.0.1:" + port)
            .maxMessagesInOutgoingQueue(Window.QUEUE)
            .build());
  }

  private static void disconnect(Connection connection) {
    try {
      connection.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Subscription subscribe(Connection connection, String subject) throws Exception {
    Subscription subscription = connection.subscribe(subject);
    subscription.setPendingLimits(-1, -1);
    connection.flush(SILENCE);
    return subscription;
  }

  @Override
  public Target target(String broker) throws Exception {
    Connection connection = connect(broker);
    Subscription subscription = subscribe(connection, SUBJECT);
    return new Target() {
      @Override
      public String address() {
        return broker;
      }

      @Override
      public void receive(StreamMeter meter) throws InterruptedException {
        while (!meter.isDone()) {
          Message message = subscription.nextMessage(SILENCE);
          if (message == null) {
            throw new BenchmarkException("silence after " + meter.received() + " messages");
          }
          byte[] text = message.getData();
          meter.accept(TextMessage.sequence(text, 0), TextMessage.isLast(text, 0));
          if (meter.received() % Window.ACK_EVERY == 0) {
            connection.publish(
                BACK, ByteBuffer.allocate(Long.BYTES).putLong(meter.received()).array());
          }
        }
      }

      @Override
      public void close() {
        disconnect(connection);
      }
    };
  }

  @Override
  public Source source(String address) throws Exception {
    Connection connection = connect(address);
    Subscription acknowledgements = subscribe(connection, BACK);
    return new Source() {
      private long acknowledged;

      @Override
      public void send(long sequence, boolean last) throws InterruptedException {
        while (sequence - acknowledged >= Window.MESSAGES) {
          Message message = acknowledgements.nextMessage(SILENCE);
          if (message == null) {
            throw new BenchmarkException("no acknowledgement");
          }
          acknowledged = ByteBuffer.wrap(message.getData()).getLong();
        }
        connection.publish(SUBJECT, TextMessage.create(sequence, last));
      }

      @Override
      public void flush() throws Exception {
        connection.flush(SILENCE);
      }

      @Override
      public void close() {
        disconnect(connection);
      }
    };
  }

  @Override
  public Responder responder(String broker) throws Exception {
    Connection connection = connect(broker);
    Subscription requests = subscribe(connection, SUBJECT);
    return new Responder() {
      private volatile boolean closing;

      @Override
      public String address() {
        return broker;
      }

      @Override
      public void serve() throws InterruptedException {
        while (!closing) {
          Message request = requests.nextMessage(SILENCE);
          if (request != null) {
            connection.publish(BACK, request.getData());
          }
        }
      }

      @Override
      public void close() {
        closing = true;
        disconnect(connection);
      }
    };
  }

  @Override
  public Caller caller(String address) throws Exception {
    Connection connection = connect(address);
    Subscription answers = subscribe(connection, BACK);
    return new Caller() {
      @Override
      public void call(int count, LongConsumer nanos) throws InterruptedException {
        for (int i = 0; i < count; i++) {
          long startNanos = System.nanoTime();
          connection.publish(SUBJECT, TextMessage.create(i, false));
          Message answer = answers.nextMessage(SILENCE);
          if (answer == null || TextMessage.sequence(answer.getData(), 0) != i) {
            throw new BenchmarkException("no answer to " + i);
          }
          nanos.accept(System.nanoTime() - startNanos);
        }
      }

      @Override
      public void close() {
        disconnect(connection);
      }
    };
  }
}
