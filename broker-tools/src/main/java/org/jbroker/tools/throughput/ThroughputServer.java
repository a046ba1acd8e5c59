package org.jbroker.tools.throughput;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jbroker.BrokerError;
import org.jbroker.Message;
import org.jbroker.Subscription;
import org.jbroker.Topic;
import org.jbroker.data.Count;
import org.jbroker.data.Data;
import org.jbroker.data.Vector;
import org.jbroker.tools.cli.Console;
import org.jbroker.tools.cli.Lines;
import org.jbroker.tools.cli.RateReporter;
import org.jbroker.zeek.Batch;
import org.jbroker.zeek.ZeekMessage;

/** Counts events and prints how many came in each second. */
final class ThroughputServer {

  static final Topic EVENTS = Topic.of("/benchmark/events");

  /** Any message under this topic ends the server; as broker-throughput. */
  static final Topic TERMINATE = Topic.of("/benchmark/terminate");

  private static final int EVENT_FIELDS = 3;

  private final Console console;
  private final long limit;
  private final AtomicLong received = new AtomicLong();
  private final CountDownLatch done = new CountDownLatch(1);

  ThroughputServer(Console console, long limit) {
    this.console = console;
    this.limit = limit;
  }

  /** Runs until the limit, a message that ends it, or a signal. */
  void run(ThroughputRun run) throws InterruptedException {
    try (RateReporter rate = new RateReporter(n -> console.out("rate: " + n + " events/s"));
        Subscription events =
            run.endpoint()
                .subscribe(List.of(EVENTS), message -> count(message, rate), this::failed);
        Subscription end =
            run.endpoint()
                .subscribe(List.of(TERMINATE), message -> done.countDown(), this::failed)) {
      run.connect();
      done.await();
      long lost = events.dropped() + end.dropped();
      console.out("received " + received.get() + " events, lost " + lost + " messages");
    }
  }

  private void count(Message message, RateReporter rate) {
    long events = eventsIn(message.data());
    rate.add(events);
    if (received.addAndGet(events) >= limit) {
      done.countDown();
    }
  }

  private void failed(BrokerError error) {
    console.err("error " + Lines.clean(error.toString()));
  }

  /** How many events a message holds: a batch as many as are in it, anything else one. */
  static long eventsIn(Data data) {
    if (ZeekMessage.kindOf(data).filter(kind -> kind == ZeekMessage.Kind.BATCH).isPresent()) {
      return Batch.from(data).messages().size();
    }
    return data instanceof Vector v && isBareBatch(v) ? v.size() : 1;
  }

  /** The C++ tool's batches are bare lists of events, without the header that Zeek's have. */
  private static boolean isBareBatch(Vector list) {
    return !list.isEmpty()
        && list.get(0) instanceof Vector first
        && first.size() == EVENT_FIELDS
        && first.get(0) instanceof Count;
  }
}
