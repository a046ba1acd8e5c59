package org.jbroker.store.engine.service;

import static org.jbroker.store.engine.service.StoreNet.HOST;
import static org.jbroker.store.engine.service.StoreNet.SOON;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jbroker.BrokerError;
import org.jbroker.BrokerException;
import org.jbroker.Endpoint;
import org.jbroker.EndpointId;
import org.jbroker.EndpointOptions;
import org.jbroker.StatusEvent;
import org.jbroker.StatusSubscriber;
import org.jbroker.Topic;
import org.jbroker.store.Backend;
import org.jbroker.store.Store;
import org.jbroker.testkit.process.TestProcess;

/**
 * A process with an endpoint and a store named yoda, which does as it is asked: one command a line,
 * one answer a line. Used by one thread.
 */
final class StoreProcess implements AutoCloseable {

  private final TestProcess process;
  private final EndpointId id;
  private int asked;

  /** Starts it; it is not waited for until it is asked something. */
  StoreProcess(EndpointId id, int version) {
    this.id = id;
    process = TestProcess.java(Main.class, id.toString(), Integer.toString(version)).start();
  }

  TestProcess process() {
    return process;
  }

  EndpointId id() {
    return id;
  }

  /** Sends a command and waits for its answer. */
  String ask(Object... words) {
    String prefix = ++asked + ": ";
    process.writeLine(String.join(" ", List.of(words).stream().map(String::valueOf).toList()));
    return process
        .awaitLine(Pattern.compile("^" + prefix + ".*"), SOON.plusSeconds(5))
        .substring(prefix.length());
  }

  /** All entries, sorted, as text. */
  String dump() {
    return ask("dump");
  }

  /** The number that an entry is; 0 if there is none. */
  long number(String key) {
    return Long.parseLong(ask("number", key));
  }

  void kill9() {
    process.kill9();
  }

  @Override
  public void close() {
    process.close();
  }

  /** The process: arguments ENDPOINT-ID PROTOCOL-VERSION. */
  static final class Main {
    private final Endpoint endpoint;
    private final StatusSubscriber statuses;
    private final List<StatusEvent> seen = new ArrayList<>();
    private Store store;

    private Main(EndpointId id, int version) {
      endpoint =
          Endpoint.open(
              EndpointOptions.builder()
                  .ignoreBrokerConf(true)
                  .id(id)
                  .maxProtocolVersion(version)
                  .heartbeatInterval(Duration.ofSeconds(2))
                  .build());
      statuses = endpoint.statusSubscriber(false);
    }

    /** Main. */
    public static void main(String[] args) throws IOException, InterruptedException {
      Main main = new Main(EndpointId.of(args[0]), Integer.parseInt(args[1]));
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      int number = 0;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        Object answer;
        try {
          answer = main.answer(line.split(" "));
        } catch (BrokerException e) {
          answer = "failed " + e.code();
        }
        System.out.println(number + ": " + answer);
      }
      System.exit(0);
    }

    private Object answer(String[] words) throws InterruptedException {
      switch (words[0]) {
        case "listen":
          return endpoint.listen(HOST, 0);
        case "peer":
          return endpoint.peer(HOST, Integer.parseInt(words[1]), Duration.ofMillis(100));
        case "await":
          return endpoint.awaitPeer(EndpointId.of(words[1]), SOON);
        case "forward":
          endpoint.forward(Topic.of("yoda"));
          return "done";
        case "master":
          store =
              endpoint.attachMaster(
                  "yoda", words.length == 1 ? Backend.memory() : Backend.sqlite(Path.of(words[1])));
          return "done";
        case "clone":
          store = endpoint.attachClone("yoda", StoreNet.EAGER);
          return "done";
        case "errors":
          seen.addAll(statuses.poll());
          return seen.stream()
              .filter(
                  e -> e instanceof BrokerError error && error.code().toString().equals(words[1]))
              .count();
        default:
          return answerOfStore(words);
      }
    }

    private Object answerOfStore(String[] words) throws InterruptedException {
      switch (words[0]) {
        case "put":
          store.put(words[1], words[2]);
          return "done";
        case "increment":
          for (int n = Integer.parseInt(words[2]); n > 0; n--) {
            store.increment(words[1], 1);
          }
          return "done";
        case "flush":
          return store.flush(SOON);
        case "idle":
          return store.awaitIdle(SOON);
        case "number":
          return store.get(words[1], Long.class).orElse(0L);
        case "dump":
          return new TreeMap<>(store.snapshot());
        default:
          throw new IllegalArgumentException(words[0]);
      }
    }
  }
}
