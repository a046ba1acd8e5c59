package org.jbroker.benchmarks.transport;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jbroker.benchmarks.harness.BenchmarkException;
import org.jbroker.benchmarks.message.StreamMeter;
import org.jbroker.benchmarks.message.TextMessage;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * JeroMQ, XPUB to SUB with {@code XPUB_NODROP}: a full queue makes the publisher wait, where by
 * default it drops. Topic and message are one frame, the faster of the two ways. A conversation has
 * a pair of sockets for each direction.
 *
 * <p>Address: the subscriber's endpoint; of a conversation, both endpoints with a comma.
 */
final class JeroMqTransport implements Transport {

  private static final String ANY_PORT = "tcp://127.0.0.1:*";
  private static final byte[] TOPIC = TextMessage.TOPIC.getBytes(StandardCharsets.US_ASCII);
  private static final int SILENCE_MILLIS = (int) TimeUnit.SECONDS.toMillis(Window.SILENCE_SECONDS);
  private static final int STOP_POLL_MILLIS = 100;

  /** The number of messages that only find out whether there is an answer. */
  private static final long PROBE = 1L << 40;

  private static ZMQ.Socket subscriber(ZContext context) {
    ZMQ.Socket socket = context.createSocket(SocketType.SUB);
    socket.setRcvHWM(Window.QUEUE);
    socket.setReceiveTimeOut(SILENCE_MILLIS);
    socket.subscribe(TOPIC);
    return socket;
  }

  private static ZMQ.Socket publisher(ZContext context) {
    ZMQ.Socket socket = context.createSocket(SocketType.XPUB);
    socket.setXpubNoDrop(true);
    socket.setSndHWM(Window.QUEUE);
    socket.setSendTimeOut(SILENCE_MILLIS);
    socket.setReceiveTimeOut(SILENCE_MILLIS);
    socket.setLinger(SILENCE_MILLIS);
    return socket;
  }

  private static String bind(ZMQ.Socket socket) {
    socket.bind(ANY_PORT);
    return socket.getLastEndpoint();
  }

  /** Waits until the subscription has come. */
  private static void awaitSubscriber(ZMQ.Socket publisher) {
    if (publisher.recv() == null) {
      throw new BenchmarkException("nobody subscribes");
    }
  }

  private static byte[] frame(long sequence, boolean last) {
    byte[] frame = new byte[TOPIC.length + TextMessage.BYTES];
    System.arraycopy(TOPIC, 0, frame, 0, TOPIC.length);
    TextMessage.copyTemplate(frame, TOPIC.length);
    TextMessage.fill(frame, TOPIC.length, sequence, last);
    return frame;
  }

  @Override
  public Target target(String broker) {
    ZContext context = new ZContext();
    ZMQ.Socket socket = subscriber(context);
    String address = bind(socket);
    return new Target() {
      @Override
      public String address() {
        return address;
      }

      @Override
      public void receive(StreamMeter meter) {
        while (!meter.isDone()) {
          byte[] frame = socket.recv();
          if (frame == null) {
            throw new BenchmarkException("silence after " + meter.received() + " messages");
          }
          meter.accept(
              TextMessage.sequence(frame, TOPIC.length), TextMessage.isLast(frame, TOPIC.length));
        }
      }

      @Override
      public void close() {
        context.close();
      }
    };
  }

  @Override
  public Source source(String address) {
    ZContext context = new ZContext();
    ZMQ.Socket socket = publisher(context);
    socket.connect(address);
    awaitSubscriber(socket);
    return new Source() {
      @Override
      public void send(long sequence, boolean last) {
        if (!socket.send(frame(sequence, last))) {
          throw new BenchmarkException("the receiver does not read");
        }
      }

      @Override
      public void close() {
        context.close();
      }
    };
  }

  @Override
  public Responder responder(String broker) {
    ZContext context = new ZContext();
    ZMQ.Socket requests = subscriber(context);
    requests.setReceiveTimeOut(STOP_POLL_MILLIS);
    ZMQ.Socket answers = publisher(context);
    String address = bind(requests) + "," + bind(answers);
    return new Responder() {
      private volatile boolean closing;

      @Override
      public String address() {
        return address;
      }

      @Override
      public void serve() {
        while (!closing && !Thread.currentThread().isInterrupted()) {
          byte[] frame = requests.recv();
          if (frame != null) {
            answers.send(frame);
          }
        }
      }

      @Override
      public void close() {
        closing = true;
        context.close();
      }
    };
  }

  @Override
  public Caller caller(String address) {
    int comma = address.indexOf(',');
    ZContext context = new ZContext();
    ZMQ.Socket answers = subscriber(context);
    answers.connect(address.substring(comma + 1));
    ZMQ.Socket requests = publisher(context);
    requests.connect(address.substring(0, comma));
    awaitSubscriber(requests);
    awaitAnswers(requests, answers);
    return new Caller() {
      @Override
      public void call(int count, LongConsumer nanos) {
        for (int i = 0; i < count; i++) {
          long startNanos = System.nanoTime();
          requests.send(frame(i, false));
          byte[] answer = answers.recv();
          while (answer != null && TextMessage.sequence(answer, TOPIC.length) == PROBE) {
            answer = answers.recv(); // A late one, see awaitAnswers.
          }
          if (answer == null || TextMessage.sequence(answer, TOPIC.length) != i) {
            throw new BenchmarkException("no answer to " + i);
          }
          nanos.accept(System.nanoTime() - startNanos);
        }
      }

      @Override
      public void close() {
        context.close();
      }
    };
  }

  /** The responder's publisher drops answers until our subscription has come: ask until it has. */
  private static void awaitAnswers(ZMQ.Socket requests, ZMQ.Socket answers) {
    answers.setReceiveTimeOut(STOP_POLL_MILLIS);
    for (int i = 0; i < Window.SILENCE_SECONDS * 10; i++) {
      requests.send(frame(PROBE, false));
      if (answers.recv() != null) {
        answers.setReceiveTimeOut(SILENCE_MILLIS);
        return;
      }
    }
    throw new BenchmarkException("no answers");
  }
}
