package org.jbroker.runtime.topology;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jbroker.EndpointId;
import org.jbroker.Topic;

/**
 * Endpoints in a mesh whose links, lives and filters change at random, each with a real {@link
 * Topology} and {@link FloodPacer}, joined by queues that keep the order of each direction of each
 * link and nothing else.
 *
 * <p>A link that goes down loses what is in its queues; each end notices by itself, some time
 * later. All randomness comes from the seed.
 */
final class SimulatedNetwork {

  static final int MAX_ORIGINS = 64;
  private static final int MAX_LINKS = 100;

  /** What an end of a link finds in its queue. */
  private sealed interface Event {
    /** The handshake is done. */
    record Up(List<Topic> filter) implements Event {}

    /** The receiver itself begins to send; until then its floods do not take this link. */
    record Ready() implements Event {}

    /** Another direct filter. */
    record Filter(List<Topic> filter) implements Event {}

    /** Route announcements. */
    record Routes(List<LinkState> states) implements Event {}

    /** The connection ended. */
    record Down() implements Event {}
  }

  /** One direction of a link. */
  private static final class Queue {
    final Node from;
    final Node to;
    final Deque<Event> events = new ArrayDeque<>();
    boolean cut;

    /** Whether the receiver takes the link for up, and sends on it. */
    boolean upSeen;

    Queue(Node from, Node to) {
      this.from = from;
      this.to = to;
    }
  }

  /** An endpoint; version 1 has no topology and tells its filter on each link only. */
  static final class Node {
    final int number;
    final EndpointId id;
    final boolean stub;
    final boolean transit;
    final boolean propagate;
    final boolean tree;

    /** Some flood at once, others hold back what they know for longer than anything else takes. */
    final int unpacedLinks;

    List<Topic> filter = List.of();
    Topology topology;
    FloodPacer pacer;
    long incarnation;

    Node(int number, Random random) {
      this.number = number;
      id = new EndpointId(random.nextLong() | 1, number);
      stub = random.nextInt(4) == 0;
      transit = random.nextInt(5) != 0;
      propagate = random.nextInt(4) != 0;
      tree = random.nextInt(6) == 0;
      unpacedLinks = random.nextInt(2) == 0 ? MAX_LINKS : 0;
    }

    @Override
    public String toString() {
      return "node "
          + number
          + (stub ? " stub" : "")
          + (transit ? "" : " leaf")
          + (propagate ? " propagating" : "");
    }
  }

  final List<Node> nodes = new ArrayList<>();
  final Map<EndpointId, Node> byId = new HashMap<>();
  private final Random random;

  /** The directions by the numbers of both ends; a link has both or, while it ends, one. */
  private final Map<Integer, Queue> queues = new TreeMap<>();

  private long nowNanos;
  private int topics;
  int deliveries;
  int events;

  SimulatedNetwork(long seed) {
    random = new Random(seed);
    nowNanos = random.nextLong();
    int size = 2 + random.nextInt(11);
    for (int i = 0; i < size; i++) {
      Node node = new Node(i, random);
      node.incarnation = 1000;
      nodes.add(node);
      byId.put(node.id, node);
      begin(node);
    }
  }

  /** Makes something happen. */
  void disturb() {
    events++;
    Node a = nodes.get(random.nextInt(nodes.size()));
    Node b = nodes.get(random.nextInt(nodes.size()));
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> connect(a, b);
      case 4, 5 -> cut(a, b);
      case 6, 7 -> changeFilter(a);
      case 8 -> restart(a);
      default -> partition();
    }
  }

  /** Lets some of what is under way arrive. */
  void deliverSome() {
    for (int n = random.nextInt(30); n > 0 && deliverOne(); n--) {
      deliveries++;
      if (random.nextInt(4) == 0) {
        floodOne();
      }
    }
  }

  /** Lets everything arrive. */
  void deliverAll() {
    while (deliverOne() || floodOne()) {
      deliveries++;
      if (deliveries > 2_000_000) {
        throw new AssertionError("the network does not come to rest");
      }
    }
  }

  /** Time passes. */
  void pass(long nanos) {
    nowNanos += nanos;
    for (Node node : nodes) {
      if (!node.stub) {
        apply(node, node.topology.expire(nowNanos));
      }
    }
  }

  /** Whether both ends take the link for up, once all is at rest. */
  boolean linked(Node a, Node b) {
    return queues.containsKey(key(a, b)) && queues.containsKey(key(b, a));
  }

  private void connect(Node a, Node b) {
    boolean busy = queues.containsKey(key(a, b)) || queues.containsKey(key(b, a));
    if (a == b || busy || a.stub && b.stub) {
      return;
    }
    open(a, b);
    open(b, a);
  }

  private void open(Node from, Node to) {
    Queue queue = new Queue(from, to);
    queue.events.add(new Event.Up(from.stub ? from.filter : from.topology.filterFor(to.id)));
    queues.put(key(from, to), queue);
  }

  private void cut(Node a, Node b) {
    for (int key : new int[] {key(a, b), key(b, a)}) {
      Queue queue = queues.get(key);
      if (queue != null && !queue.cut) {
        queue.cut = true;
        // The other end may not even have heard that the link was up.
        boolean unseen = queue.events.peekFirst() instanceof Event.Up;
        queue.events.clear();
        if (unseen) {
          queues.remove(key);
        } else {
          queue.events.add(new Event.Down());
        }
      }
    }
  }

  private void partition() {
    boolean[] side = new boolean[nodes.size()];
    for (int i = 0; i < side.length; i++) {
      side[i] = random.nextBoolean();
    }
    for (Node a : nodes) {
      for (Node b : nodes) {
        if (side[a.number] != side[b.number]) {
          cut(a, b);
        }
      }
    }
  }

  private void restart(Node node) {
    for (Node other : nodes) {
      if (other != node) {
        cut(node, other);
        // The new life knows nothing of the links of the old one.
        Queue in = queues.get(key(other, node));
        if (in != null) {
          queues.remove(key(other, node));
        }
      }
    }
    node.incarnation += random.nextInt(3) == 0 ? -random.nextInt(50) : 1 + random.nextInt(3);
    begin(node);
  }

  private void begin(Node node) {
    node.pacer = new FloodPacer(node.unpacedLinks);
    if (!node.stub) {
      node.topology =
          new Topology(
              node.id, node.incarnation, node.transit, node.propagate, node.tree, MAX_ORIGINS);
    }
    changeFilter(node);
  }

  private void changeFilter(Node node) {
    Topic[] filter = new Topic[random.nextInt(3)];
    Arrays.setAll(filter, i -> Topic.of("/node" + node.number + "/" + topics++));
    node.filter = new TreeSet<>(Arrays.asList(filter)).stream().toList();
    if (node.stub) {
      for (Node other : nodes) {
        send(node, other, new Event.Filter(node.filter));
      }
    } else {
      apply(node, node.topology.ownFilter(node.filter));
    }
  }

  private boolean deliverOne() {
    List<Queue> busy = new ArrayList<>();
    for (Queue queue : queues.values()) {
      if (!queue.events.isEmpty()) {
        busy.add(queue);
      }
    }
    if (busy.isEmpty()) {
      return false;
    }
    Queue queue = busy.get(random.nextInt(busy.size()));
    Event event = queue.events.poll();
    if (event instanceof Event.Down) {
      queues.remove(key(queue.from, queue.to));
    }
    if (!queue.to.stub) {
      deliver(queue, event);
    }
    return true;
  }

  private void deliver(Queue queue, Event event) {
    Node node = queue.to;
    EndpointId peer = queue.from.id;
    Topology topology = node.topology;
    if (event instanceof Event.Up up) {
      apply(node, topology.peerUp(peer, queue.from.stub, up.filter()));
      queue.events.add(new Event.Ready());
    } else if (event instanceof Event.Ready) {
      queue.upSeen = true;
      if (!queue.from.stub) {
        send(node, queue.from, new Event.Routes(topology.database()));
      }
      // What was said in the handshake may be out of date since.
      send(node, queue.from, new Event.Filter(topology.filterFor(peer)));
    } else if (event instanceof Event.Filter filter) {
      apply(node, topology.peerFilter(peer, filter.filter()));
    } else if (event instanceof Event.Routes routes) {
      Change change = topology.receive(peer, routes.states(), nowNanos);
      if (!change.replies().isEmpty()) {
        reply(node, queue.from, new Event.Routes(change.replies()));
      }
      apply(node, change);
    } else {
      apply(node, topology.peerDown(peer));
    }
  }

  private void apply(Node node, Change change) {
    change.floods().forEach(node.pacer::add);
    flood(node, node.pacer.due(links(node), nowNanos));
    for (EndpointId peer : change.directFilters()) {
      send(node, byId.get(peer), new Event.Filter(node.topology.filterFor(peer)));
    }
  }

  /** Ends the rest of a node for which something waits; false if there is none. */
  private boolean floodOne() {
    List<Node> waiting = nodes.stream().filter(node -> node.pacer.isWaiting()).toList();
    if (waiting.isEmpty()) {
      return false;
    }
    Node node = waiting.get(random.nextInt(waiting.size()));
    flood(node, node.pacer.all(links(node), nowNanos));
    return true;
  }

  private void flood(Node node, FloodBatch batch) {
    for (Node other : nodes) {
      List<LinkState> news = batch.newsFor(other.id);
      if (!other.stub && !news.isEmpty()) {
        send(node, other, new Event.Routes(news));
      }
    }
  }

  private int links(Node node) {
    return (int) queues.values().stream().filter(queue -> queue.from == node).count();
  }

  /** Appends to a link that is up at this end; anything else is lost, as on a closed socket. */
  private void send(Node from, Node to, Event event) {
    Queue queue = queues.get(key(from, to));
    Queue back = queues.get(key(to, from));
    boolean up = from.stub || back != null && back.upSeen && !back.cut;
    if (queue != null && !queue.cut && up) {
      queue.events.add(event);
    }
  }

  /** Appends to a link that still is, whether this end is ready for more or not. */
  private void reply(Node from, Node to, Event event) {
    Queue queue = queues.get(key(from, to));
    if (queue != null && !queue.cut) {
      queue.events.add(event);
    }
  }

  private int key(Node from, Node to) {
    return from.number * 100 + to.number;
  }

  /** The endpoints that {@code from} reaches and their distances, by an independent rule. */
  Map<Node, Integer> distances(Node from) {
    Map<Node, Integer> distances = new HashMap<>();
    distances.put(from, 0);
    // Bellman and Ford: relax every edge until nothing changes.
    for (boolean changed = true; changed; ) {
      changed = false;
      for (Node a : nodes) {
        boolean passes = a == from || a.transit && !a.stub;
        if (distances.containsKey(a) && passes) {
          for (Node b : nodes) {
            if (linked(a, b)) {
              int distance = distances.get(a) + 1;
              if (distance < distances.getOrDefault(b, Integer.MAX_VALUE)) {
                distances.put(b, distance);
                changed = true;
              }
            }
          }
        }
      }
    }
    distances.remove(from);
    return distances;
  }

  Collection<Node> neighbours(Node node) {
    return nodes.stream().filter(other -> linked(node, other)).toList();
  }
}
