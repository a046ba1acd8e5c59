package org.jbroker.tools.node;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jbroker.ErrorCode;
import org.jbroker.Message;
import org.jbroker.PublishResult;
import org.jbroker.Subscriber;
import org.jbroker.Topic;
import org.jbroker.data.Str;
import org.jbroker.tools.cli.RateReporter;
import org.jbroker.tools.cli.ToolException;

/**
 * Measures round trips: finds the other side first with pings of number 0, which it repeats until
 * the first answer, then sends one ping after the other and prints how long each took in
 * nanoseconds.
 */
final class PingMode {

  /** As broker-node of the C++ Broker. */
  static final long DEFAULT_COUNT = 100;

  /** How often the first ping is repeated; as broker-node. */
  private static final long RENDEZVOUS_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private static final Str EMPTY = Str.of("");

  private final NodeRun run;
  private final long count;
  private final Topic topic;
  private final Str payload;

  PingMode(NodeRun run, long count, int payloadBytes) {
    this.run = run;
    this.count = count;
    topic = Topic.of(run.topics().get(0));
    byte[] bytes = new byte[payloadBytes];
    Arrays.fill(bytes, (byte) 'x');
    payload = Str.of(bytes);
  }

  /** Runs to the end, or until an answer takes longer than {@code timeoutSeconds}, if not 0. */
  void run(int timeoutSeconds) throws InterruptedException {
    long timeoutNanos =
        timeoutSeconds == 0 ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(timeoutSeconds);
    try (Subscriber in = run.endpoint().subscriber(topic.string());
        RateReporter rate = run.rate()) {
      run.connect();
      if (!rendezvous(in)) {
        return;
      }
      long totalNanos = 0;
      for (long number = 1; number <= count; number++) {
        long startNanos = System.nanoTime();
        send(number, payload);
        if (!await(in, number, timeoutNanos)) {
          stopped(in, number, timeoutSeconds);
          return;
        }
        long nanos = System.nanoTime() - startNanos;
        totalNanos += nanos;
        rate.add(1);
        if (!run.showsRate()) {
          run.console().out(Long.toString(nanos));
        }
      }
      run.tell("average " + totalNanos / count + " ns");
    }
  }

  /** Returns false if the endpoint was closed meanwhile. */
  private boolean rendezvous(Subscriber in) throws InterruptedException {
    do {
      if (in.isClosed()) {
        return false;
      }
      send(0, EMPTY);
    } while (!await(in, 0, RENDEZVOUS_NANOS));
    return true;
  }

  private void send(long number, Str text) {
    PublishResult result = run.endpoint().publish(topic, PingMessage.ping(number, text));
    if (result.error() != ErrorCode.NONE) {
      throw new ToolException("cannot send ping " + number + ": " + result.error());
    }
  }

  private static boolean await(Subscriber in, long number, long timeoutNanos)
      throws InterruptedException {
    long startNanos = System.nanoTime();
    while (true) {
      long leftNanos = timeoutNanos - (System.nanoTime() - startNanos);
      if (leftNanos <= 0) {
        return false;
      }
      Optional<Message> message = in.get(Duration.ofNanos(leftNanos));
      if (message.isEmpty()) {
        return false;
      }
      OptionalLong pong = PingMessage.pongNumber(message.get().data());
      if (pong.isPresent() && pong.getAsLong() == number) {
        return true;
      }
    }
  }

  private static void stopped(Subscriber in, long number, int timeoutSeconds) {
    if (!in.isClosed()) {
      throw new ToolException("no answer to ping " + number + " within " + timeoutSeconds + " s");
    }
  }
}
