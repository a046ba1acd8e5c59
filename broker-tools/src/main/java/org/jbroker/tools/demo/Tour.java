package org.jbroker.tools.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jbroker.Endpoint;
import org.jbroker.EndpointId;
import org.jbroker.EndpointOptions;
import org.jbroker.Publisher;
import org.jbroker.StatusCode;
import org.jbroker.store.Backend;
import org.jbroker.store.Store;
import org.jbroker.zeek.ZeekEvent;

/**
 * The story of the demo. This process peers with a relay, the relay with two workers, each in a
 * process of its own. Used by one thread; {@link CleanUp} ends the processes if the tour is cut
 * short.
 */
final class Tour implements AutoCloseable {

  private static final int PINGS = 5;
  private static final int BURST = 1000;
  private static final String LISTENING = "listening on (127\\.0\\.0\\.1:(\\d+))";
  private static final long VISITS = 100;
  private static final String DATABASE = "visits.sqlite";
  private static final String FREE_PORT = "127.0.0.1:0";
  private static final String FIRST = "worker-1";
  private static final String SECOND = "worker-2";

  private final Story story;
  private final Path directory;
  private final CleanUp cleanUp = new CleanUp("demo");
  private final Endpoint endpoint;
  private final Observer observer;
  private long next = 1;
  private long visits;

  /** The processes run in {@code directory}, which is empty and is deleted in the end. */
  Tour(Story story, Path directory) {
    this.story = story;
    this.directory = directory;
    cleanUp.add(this::deleteFiles);
    endpoint = Endpoint.open(EndpointOptions.builder().ignoreBrokerConf(true).name("demo").build());
    observer = new Observer(endpoint, WorkerCommand.ANSWERS);
  }

  /**
   * Runs the tour.
   *
   * @throws DemoFailure if something that it claims was not observed
   */
  void run() throws InterruptedException {
    story.say("Four processes on this machine; arrows show who connects to whom:");
    story.say("");
    story.say("    demo --> relay --+--> worker-1   subscribed to /demo/all, /demo/worker-1");
    story.say("                     +--> worker-2   subscribed to /demo/all, /demo/worker-2");
    story.say(
        "    The relay holds the master of a data store in a SQLite file, the workers clones.");
    story.say("");

    story.step("Start three processes.");
    Child first = worker(FIRST, FREE_PORT);
    Child second = worker(SECOND, FREE_PORT);
    String firstAddress = awaitListening(first);
    String secondAddress = awaitListening(second);
    EndpointId firstId = id(first);
    EndpointId secondId = id(second);
    Child relay = relay(firstAddress, secondAddress);
    String relayAddress = awaitListening(relay);
    awaitLine(relay, "relay has worker-1 as a peer", "peer added " + firstId + " .*");
    awaitLine(relay, "relay has worker-2 as a peer", "peer added " + secondId + " .*");

    story.step("Peer with the relay.");
    peer(relayAddress);
    discovered(FIRST, firstId);
    discovered(SECOND, secondId);

    story.step("Publish " + PINGS + " Zeek events ping(n) under /demo/all.");
    pingAll();
    story.step("Publish one under /demo/worker-2, then one under /demo/all.");
    pingOne();
    story.step("Publish " + BURST + " at once.");
    burst();

    story.step("Both workers count " + VISITS + " visits through their clones.");
    visit(FIRST, VISITS);
    visit(SECOND, VISITS);
    total("worker-1's clone has the total of both", FIRST);
    total("worker-2's clone has the same", SECOND);

    story.step("Kill worker-1 with SIGKILL (kill -9 " + first.pid() + ").");
    first.kill();
    awaitLine(relay, "relay noticed", "peer lost " + firstId + ".*");
    status("demo is told, two hops away", StatusCode.ENDPOINT_UNREACHABLE, firstId);
    ping("worker-2 goes on", List.of(SECOND));
    visit(SECOND, VISITS);

    story.step("Start worker-1 again on its old port. Nobody tells the relay, which keeps trying.");
    Child again = worker(FIRST, firstAddress);
    awaitListening(again);
    EndpointId againId = id(again);
    awaitLine(relay, "relay found it again", "peer added " + againId + " .*");
    discovered(FIRST, againId);
    ping("both answer again", List.of(FIRST, SECOND));
    total("worker-1's new clone has what happened meanwhile", FIRST);
    total("worker-2's clone has the same", SECOND);

    story.step("Ask worker-2 to end (SIGTERM), then the relay.");
    leave(second);
    awaitLine(relay, "relay saw worker-2 leave politely", "peer removed " + secondId + ".*");
    leave(relay);
    status("demo saw the relay leave politely", StatusCode.PEER_REMOVED, null);
    leave(again);

    story.step("Open the relay's database file here.");
    file();
  }

  private Child worker(String name, String address) {
    return started(new Child(name, directory, WorkerCommand.NAME, name, address));
  }

  private Child relay(String... workers) {
    List<String> arguments =
        new ArrayList<>(
            List.of("node", "--mode=relay", "--name=relay", "--topic=/demo", "--retry=1"));
    arguments.add("--master=" + ClonedStore.NAME + "=sqlite:" + DATABASE);
    arguments.add("--listen=" + FREE_PORT);
    arguments.add("--exit-on-eof");
    for (String worker : workers) {
      arguments.add("--peer=" + worker);
    }
    return started(new Child("relay", directory, arguments.toArray(new String[0])));
  }

  private Child started(Child child) {
    cleanUp.add(child::close);
    return child;
  }

  private String awaitListening(Child child) throws InterruptedException {
    String[] address = new String[1];
    story.expect(
        child.name() + " runs",
        timeout -> {
          address[0] = child.awaitLine(LISTENING, timeout).group(1);
          return "process " + child.pid() + ", " + address[0];
        });
    return address[0];
  }

  private EndpointId id(Child child) throws InterruptedException {
    return EndpointId.of(child.awaitLine("id (\\S+)", Duration.ofSeconds(1)).group(1));
  }

  private void awaitLine(Child child, String claim, String pattern) throws InterruptedException {
    story.expect(
        claim,
        timeout -> {
          child.awaitLine(pattern, timeout);
          return "";
        });
  }

  private void peer(String address) throws InterruptedException {
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    story.expect(
        "demo has the relay as a peer",
        timeout -> {
          if (!endpoint.peer("127.0.0.1", port, Duration.ZERO)) {
            throw new DemoFailure("peering failed");
          }
          observer.awaitStatus(StatusCode.PEER_ADDED, null, timeout);
          return "";
        });
  }

  private void discovered(String name, EndpointId id) throws InterruptedException {
    status("demo has discovered " + name + " behind it", StatusCode.ENDPOINT_DISCOVERED, id);
  }

  private void status(String claim, StatusCode code, EndpointId id) throws InterruptedException {
    story.expect(
        claim,
        timeout -> {
          observer.awaitStatus(code, id, timeout);
          return "status " + code;
        });
  }

  private void pingAll() throws InterruptedException {
    long[] numbers = take(PINGS);
    long startNanos = System.nanoTime();
    for (long number : numbers) {
      endpoint.publish(WorkerCommand.EVERYBODY, new ZeekEvent(WorkerCommand.PING, number));
    }
    story.expect(
        "both answered each with pong(n), in order",
        timeout -> {
          observer.awaitPongs(numbers, List.of(FIRST, SECOND), timeout);
          return micros(System.nanoTime() - startNanos);
        });
  }

  private void pingOne() throws InterruptedException {
    long[] forSecond = take(1);
    long[] forAll = take(1);
    endpoint.publish(
        WorkerCommand.topicOf(SECOND), new ZeekEvent(WorkerCommand.PING, forSecond[0]));
    endpoint.publish(WorkerCommand.EVERYBODY, new ZeekEvent(WorkerCommand.PING, forAll[0]));
    // Order is kept: had worker-1 seen the first, its answer would come before the second.
    story.expect(
        "worker-2 answered both",
        timeout -> {
          long[] both = {forSecond[0], forAll[0]};
          observer.awaitPongs(both, List.of(SECOND), timeout);
          return "";
        });
    story.expect(
        "worker-1 answered only what its prefixes match",
        timeout -> {
          observer.awaitPongs(forAll, List.of(FIRST), timeout);
          return "";
        });
  }

  private void burst() throws InterruptedException {
    long[] numbers = take(BURST);
    long startNanos = System.nanoTime();
    try (Publisher out = endpoint.publisher(WorkerCommand.EVERYBODY)) {
      for (long number : numbers) {
        out.publish(new ZeekEvent(WorkerCommand.PING, number));
      }
    }
    story.expect(
        "all " + 2 * BURST + " answers came, in order, none lost, none twice",
        timeout -> {
          observer.awaitPongs(numbers, List.of(FIRST, SECOND), timeout);
          return micros(System.nanoTime() - startNanos);
        });
  }

  private void ping(String claim, List<String> workers) throws InterruptedException {
    long[] number = take(1);
    endpoint.publish(WorkerCommand.EVERYBODY, new ZeekEvent(WorkerCommand.PING, number[0]));
    story.expect(
        claim,
        timeout -> {
          observer.awaitPongs(number, workers, timeout);
          return "pong(" + number[0] + ")";
        });
  }

  private void visit(String worker, long count) throws InterruptedException {
    visits += count;
    long startNanos = System.nanoTime();
    endpoint.publish(WorkerCommand.topicOf(worker), new ZeekEvent(WorkerCommand.VISIT, count));
    story.expect(
        worker + " has counted " + count + " visits, which are on disk",
        timeout -> {
          observer.awaitPongs(new long[] {count}, List.of(worker), timeout);
          return micros(System.nanoTime() - startNanos);
        });
  }

  private void total(String claim, String worker) throws InterruptedException {
    endpoint.publish(WorkerCommand.topicOf(worker), new ZeekEvent(WorkerCommand.TOTAL, visits));
    story.expect(
        claim,
        timeout -> {
          observer.awaitPongs(new long[] {visits}, List.of(worker), timeout);
          return "total = " + visits;
        });
  }

  private void file() throws InterruptedException {
    Path database = directory.resolve(DATABASE);
    try (Store store = endpoint.attachMaster(ClonedStore.NAME, Backend.sqlite(database))) {
      long total = store.get(ClonedStore.TOTAL, Long.class).orElse(0L);
      story.expect(
          "it has the same total",
          timeout -> {
            if (total != visits) {
              throw new DemoFailure("total = " + total + ", not " + visits);
            }
            return "total = " + total;
          });
    }
  }

  private void leave(Child child) throws InterruptedException {
    story.expect(
        child.name() + " ended",
        timeout -> {
          child.terminate(timeout);
          return "";
        });
  }

  private long[] take(int count) {
    long first = next;
    next += count;
    return LongStream.range(first, next).toArray();
  }

  private static String micros(long nanos) {
    return String.format(Locale.ROOT, "%,d us", TimeUnit.NANOSECONDS.toMicros(nanos));
  }

  @Override
  public void close() {
    endpoint.close();
    cleanUp.close();
  }

  private void deleteFiles() {
    try {
      for (String suffix : List.of("", "-wal", "-shm", "-lock")) {
        Files.deleteIfExists(directory.resolve(DATABASE + suffix));
      }
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      // A child that crashed leaves a report there, which is worth keeping.
      story.say("left behind: " + directory);
    }
  }
}
