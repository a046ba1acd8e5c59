package org.jbroker.benchmarks.micro;

import java.util.ArrayList;
import java.util.List;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.Message;
import org.jbroker.Subscriber;
import org.jbroker.Topic;
import org.jbroker.benchmarks.message.TextMessage;
import org.jbroker.data.Data;
import org.jbroker.data.Str;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Publishes to many subscribers of the same process. What is measured is the publishing alone: it
 * fits into the queues, and they are emptied between the invocations, which also counts what
 * arrived.
 */
@State(Scope.Benchmark)
public class FanoutBenchmark {

  /** Published in each invocation; fits into a queue. */
  private static final int COUNT = 4096;

  /** How many get each message. */
  @Param({"1", "100"})
  public int subscribers;

  private final Data[] messages = new Data[COUNT];
  private final Topic topic = Topic.of(TextMessage.TOPIC);
  private final List<Subscriber> receivers = new ArrayList<>();
  private Endpoint endpoint;

  /** Subscribes. */
  @Setup(Level.Trial)
  public void open() {
    endpoint = Endpoint.open(EndpointOptions.builder().ignoreBrokerConf(true).build());
    for (int i = 0; i < COUNT; i++) {
      messages[i] = Str.of(TextMessage.create(i, false));
    }
    for (int i = 0; i < subscribers; i++) {
      receivers.add(endpoint.subscriber(TextMessage.TOPIC));
    }
  }

  /** Publishes each message once. */
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void publish() {
    for (Data message : messages) {
      endpoint.publishLocally(topic, message);
    }
  }

  /** Empties the queues, and fails if anything is missing. */
  @TearDown(Level.Invocation)
  public void drain() {
    for (Subscriber receiver : receivers) {
      List<Message> received = receiver.poll();
      if (received.size() != COUNT) {
        throw new IllegalStateException("received " + received.size() + " of " + COUNT);
      }
    }
  }

  /** Ends the endpoint. */
  @TearDown(Level.Trial)
  public void close() {
    endpoint.close();
  }
}
