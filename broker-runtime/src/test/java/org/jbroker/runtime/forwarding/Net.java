package org.jbroker.runtime.forwarding;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jbroker.Endpoint;
import org.jbroker.EndpointId;
import org.jbroker.EndpointOptions;
import org.jbroker.Message;
import org.jbroker.PeerStatus;
import org.jbroker.Subscriber;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.Bytes;
import org.jbroker.testkit.wire.HandshakeScript;
import org.jbroker.testkit.wire.ScriptedPeer;

/**
 * The endpoints of a test, with links made and cut by name, closed together.
 *
 * <p>Endpoints ignore broker.conf and listen on 127.0.0.1 as soon as somebody connects to them. For
 * one thread.
 */
public final class Net implements AutoCloseable {

  /** How long a test waits for what has to come. */
  public static final Duration LIMIT = Duration.ofSeconds(10);

  /** Netty's executor for the ends of its thread pools, which idles for a second before it goes. */
  public static final String NETTYS_OWN_THREAD = "globalEventExecutor-.*";

  /** How endpoints are linked. */
  public enum Via {
    /** TCP, the highest version that both speak. */
    TCP,
    /** Within the process. */
    LOCAL
  }

  private final List<Endpoint> endpoints = new ArrayList<>();
  private final Map<Endpoint, Integer> ports = new HashMap<>();

  /** An endpoint with the default options. */
  public Endpoint open() {
    return open(options -> options);
  }

  /** An endpoint that speaks version 1 only. */
  public Endpoint openV1() {
    return open(options -> options.maxProtocolVersion(1));
  }

  /** An endpoint with these options. */
  public Endpoint open(UnaryOperator<EndpointOptions.Builder> with) {
    EndpointOptions.Builder base =
        EndpointOptions.builder().ignoreBrokerConf(true).name("e" + endpoints.size());
    Endpoint endpoint = Endpoint.open(with.apply(base).build());
    endpoints.add(endpoint);
    return endpoint;
  }

  /** So many endpoints with these options. */
  public List<Endpoint> open(int count, UnaryOperator<EndpointOptions.Builder> with) {
    List<Endpoint> opened = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      opened.add(open(with));
    }
    return opened;
  }

  /** The port on which an endpoint listens on 127.0.0.1. */
  public int port(Endpoint endpoint) {
    return ports.computeIfAbsent(endpoint, e -> e.listen("127.0.0.1", 0));
  }

  /** Links two endpoints by TCP; returns when both know it. */
  public void link(Endpoint from, Endpoint to) {
    link(from, to, Via.TCP);
  }

  /** Links two endpoints; returns when both know it. */
  public void link(Endpoint from, Endpoint to, Via via) {
    if (via == Via.LOCAL) {
      from.peer(to);
    } else if (!from.peer("127.0.0.1", port(to), Duration.ZERO)) {
      throw new AssertionError("no peering");
    }
    Await.until(LIMIT, "linked", () -> linked(from, to) && linked(to, from));
  }

  /** Links each endpoint to the next one. */
  public void chain(Via via, Endpoint... nodes) {
    for (int i = 1; i < nodes.length; i++) {
      link(nodes[i - 1], nodes[i], via);
    }
  }

  /** Links each endpoint to the next one, and the last to the first. */
  public void ring(Via via, Endpoint... nodes) {
    chain(via, nodes);
    link(nodes[nodes.length - 1], nodes[0], via);
  }

  /** Cuts what {@link #link} made; returns when both know it. */
  public void cut(Endpoint from, Endpoint to, Via via) {
    boolean was = via == Via.LOCAL ? from.unpeer(to) : from.unpeer("127.0.0.1", port(to));
    if (!was) {
      throw new AssertionError("there was no link");
    }
    Await.until(LIMIT, "cut", () -> !linked(from, to) && !linked(to, from));
  }

  private static boolean linked(Endpoint from, Endpoint to) {
    return knows(from, to.id());
  }

  private static boolean knows(Endpoint endpoint, EndpointId peer) {
    return endpoint.peers().stream()
        .anyMatch(p -> p.peer().node().equals(peer) && p.status() == PeerStatus.PEERED);
  }

  /** A scripted peer of version 1 with these topics; returns when the endpoint knows it. */
  public ScriptedPeer v1(Endpoint endpoint, Bytes id, String... topics) {
    ScriptedPeer peer = ScriptedPeer.connect("127.0.0.1", port(endpoint));
    peer.handshake(HandshakeScript.as(id).topics(topics));
    EndpointId known = EndpointId.of(id.toArray(), 0);
    Await.until(LIMIT, "peered", () -> knows(endpoint, known));
    return peer;
  }

  /** A scripted peer of version 64 with these topics; returns when the endpoint knows it. */
  ScriptedV64 v64(Endpoint endpoint, EndpointId id, String... topics) {
    ScriptedV64 peer = ScriptedV64.connect(port(endpoint), id, topics);
    Await.until(LIMIT, "peered", () -> knows(endpoint, id));
    return peer;
  }

  /** Waits until the direct peers' filters of an endpoint are together these. */
  public static void awaitFilters(Endpoint endpoint, String... topics) {
    List<String> wanted = List.of(topics);
    Await.value(
        LIMIT,
        "the peers' filters are " + wanted,
        () ->
            endpoint.peerSubscriptions().stream().map(Topic::toString).collect(Collectors.toSet()),
        seen -> seen.size() == wanted.size() && seen.containsAll(wanted));
  }

  /** Publishes the same until the subscriber gets it, which is then emptied of what came twice. */
  public static void warmUp(Endpoint publisher, Subscriber subscriber, String topic) {
    Await.until(
        LIMIT,
        "a way from publisher to subscriber",
        () -> {
          publisher.publish(topic, "warm-up");
          try {
            return subscriber.get(Duration.ofMillis(20)).isPresent();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    publisher.publish(topic, "warm");
    Await.until(
        LIMIT,
        "the end of the warm-up",
        () -> subscriber.poll().stream().anyMatch(m -> m.data().equals(Data.string("warm"))));
  }

  /**
   * Publishes to one endpoint until its subscriber gets it: those on the way may still think of
   * links that are gone. The subscriber is emptied.
   */
  static void warmUpTo(Endpoint from, Endpoint to, Subscriber subscriber, Topic topic) {
    Data mark = Data.string(from.id() + " " + System.nanoTime());
    Await.until(
        LIMIT,
        "a message from " + from + " to " + to,
        () -> {
          from.publish(to.id(), topic, mark);
          try {
            return subscriber
                .get(Duration.ofMillis(20))
                .filter(m -> m.data().equals(mark))
                .isPresent();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    subscriber.poll();
  }

  /** The next messages, as many as given; fails if they do not come. */
  public static List<Message> take(Subscriber subscriber, int count) throws InterruptedException {
    List<Message> messages = subscriber.get(count, LIMIT);
    if (messages.size() < count) {
      throw new AssertionError("only " + messages.size() + " of " + count + ": " + messages);
    }
    return messages;
  }

  /** The values of the next messages, as text. */
  public static List<String> takeText(Subscriber subscriber, int count)
      throws InterruptedException {
    return take(subscriber, count).stream().map(m -> m.data().toString()).toList();
  }

  /** Ends all endpoints. */
  @Override
  public void close() {
    List<Thread> closers = endpoints.stream().map(e -> new Thread(e::close)).toList();
    closers.forEach(Thread::start);
    boolean interrupted = false;
    for (Thread closer : closers) {
      try {
        closer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
