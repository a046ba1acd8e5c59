package org.jbroker.tools.throughput;

import java.util.Iterator;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jbroker.BrokerException;
import org.jbroker.Endpoint;
import org.jbroker.ErrorCode;
import org.jbroker.Publisher;
import org.jbroker.data.Data;
import org.jbroker.tools.cli.Console;
import org.jbroker.tools.cli.Interest;
import org.jbroker.tools.cli.RateReporter;

/** Generates events, at a rate or as fast as they are taken, and prints how many per second. */
final class ThroughputClient {

  private static final double NANOS_PER_SECOND = 1e9;

  /**
   * What the client sends.
   *
   * @param eventType 1 to 3, see {@link EventFactory}
   * @param batchesPerSecond 0 for single events as fast as they are taken
   * @param batchSize events per batch at the start
   * @param growthSeconds after how many seconds batches grow; 0 for never
   * @param growth by how many events they grow then
   * @param limit ends after that many events
   */
  record Load(
      int eventType,
      double batchesPerSecond,
      int batchSize,
      double growthSeconds,
      int growth,
      long limit) {}

  private final Console console;
  private final Load load;
  private final EventFactory factory;

  ThroughputClient(Console console, Load load) {
    this.console = console;
    this.load = load;
    factory = new EventFactory(load.eventType());
  }

  /** Runs until the limit or a signal. */
  void run(ThroughputRun run) throws InterruptedException {
    Endpoint endpoint = run.endpoint();
    run.connect();
    Interest interest = new Interest(endpoint, ThroughputServer.EVENTS);
    interest.await();
    long sent;
    try (RateReporter rate = new RateReporter(n -> console.out("rate: " + n + " events/s"))) {
      sent = load.batchesPerSecond() == 0 ? sendFreely(endpoint, rate) : sendPaced(endpoint, rate);
      interest.awaitSent();
    }
    console.out("sent " + sent + " events");
  }

  private long sendFreely(Endpoint endpoint, RateReporter rate) {
    Iterator<Data> source =
        new Iterator<>() {
          private long made;

          @Override
          public boolean hasNext() {
            return made < load.limit();
          }

          @Override
          public Data next() {
            made++;
            rate.add(1);
            return factory.event().toData();
          }
        };
    try {
      endpoint.publishAll(ThroughputServer.EVENTS, source).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof BrokerException broker) {
        throw broker;
      }
      throw e;
    }
    return load.limit();
  }

  private long sendPaced(Endpoint endpoint, RateReporter rate) throws InterruptedException {
    long intervalNanos = (long) (NANOS_PER_SECOND / load.batchesPerSecond());
    long growthNanos = (long) (load.growthSeconds() * NANOS_PER_SECOND);
    long sent = 0;
    int size = load.batchSize();
    long nextNanos = System.nanoTime();
    long growNanos = nextNanos + growthNanos;
    try (Publisher out = endpoint.publisher(ThroughputServer.EVENTS.string())) {
      while (sent < load.limit() && !endpoint.isClosed()) {
        nextNanos += intervalNanos;
        sleepUntil(nextNanos);
        int now = (int) Math.min(size, load.limit() - sent);
        if (out.tryPublish(factory.batch(now))) {
          sent += now;
          rate.add(now);
        } else {
          console.err("skipped a batch: the send buffer is full");
        }
        if (growthNanos > 0 && System.nanoTime() - growNanos >= 0) {
          size += load.growth();
          growNanos += growthNanos;
        }
      }
    }
    if (endpoint.isClosed()) {
      throw new BrokerException(ErrorCode.SHUTTING_DOWN, "the endpoint is closed");
    }
    return sent;
  }

  private static void sleepUntil(long nanos) throws InterruptedException {
    long left;
    while ((left = nanos - System.nanoTime()) > 0) {
      if (left > TimeUnit.MILLISECONDS.toNanos(1)) {
        TimeUnit.NANOSECONDS.sleep(left);
      } else {
        LockSupport.parkNanos(left);
      }
    }
  }
}
