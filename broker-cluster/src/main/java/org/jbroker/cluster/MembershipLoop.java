package org.jbroker.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jbroker.Endpoint;
import org.jbroker.EndpointId;
import org.jbroker.EndpointMetrics.PeerMetrics;
import org.jbroker.Message;
import org.jbroker.PeerStatus;
import org.jbroker.Status;
import org.jbroker.StatusEvent;
import org.jbroker.Topic;
import org.jbroker.cluster.ClusterEvent.NodeDown;
import org.jbroker.cluster.ClusterEvent.NodeRefused;
import org.jbroker.cluster.ClusterEvent.NodeUp;
import org.jbroker.data.Data;

/**
 * What stands between the rules and the network: one thread that takes statuses and messages of the
 * endpoint, asks {@link Membership} and {@link StartTracker} what follows, and does it.
 *
 * <pre>
 *   statuses --+                                   +--&gt; pools, ClusterState
 *              +--&gt; thread --&gt; Membership ---------+--&gt; EventHub --&gt; listeners
 *   messages --+      |   \--&gt; StartTracker -------+--&gt; Outbox --&gt; Endpoint.publish
 *   deadlines --------+
 * </pre>
 *
 * <p>The thread, {@code NAME-cluster}, owns both machines and the outbox. It waits for the endpoint
 * and for nobody else: user code runs elsewhere. Messages are taken before statuses and handled
 * after them, so that a peer is known when what it says is read. {@link #state()} may be read by
 * any thread.
 */
final class MembershipLoop implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Cluster.class.getName());

  /** A peer that is silent for three heartbeats is lost; one more for that to be noticed. */
  private static final int HOLD_HEARTBEATS = 4;

  private static final long CONTESTED_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long JOIN_MILLIS = TimeUnit.SECONDS.toMillis(10);

  private final Endpoint endpoint;
  private final ClusterOptions options;
  private final ClusterTopics topics;
  private final ClusterPools pools;
  private final EventHub hub;
  private final Membership membership;
  private final StartTracker tracker;
  private final Outbox outbox;
  private final LifeSigns lifeSigns = new LifeSigns();
  private final Waiters waiters;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final StatusAnswers answers = new StatusAnswers();
  private final ControlInbox inbox;
  private final Instant upSince;
  private final Thread thread;

  private volatile ClusterState state = ClusterState.ALONE;
  private volatile boolean stopped;
  private long nextPollNanos;

  /** Subscribes; nothing is handled before {@link #start}. */
  MembershipLoop(
      Endpoint endpoint,
      ClusterOptions options,
      ClusterPools pools,
      EventHub hub,
      Instant upSince) {
    this.endpoint = endpoint;
    this.options = options;
    this.topics = options.topics();
    this.pools = pools;
    this.hub = hub;
    Duration heartbeat = endpoint.options().heartbeatInterval();
    membership =
        new Membership(
            options.nodes(),
            options.node(),
            endpoint.id(),
            heartbeat.multipliedBy(HOLD_HEARTBEATS).toNanos());
    tracker = new StartTracker(options.nodes(), options.node(), endpoint.id());
    outbox = new Outbox((topic, data) -> endpoint.publish(topic, data).accepted() > 0);
    waiters = new Waiters(hub);
    inbox = new ControlInbox(endpoint, controlTopics());
    this.upSince = upSince;
    thread = new Thread(this::run, endpoint.options().name() + "-cluster");
    thread.setDaemon(true);
  }

  /** Where messages of the framework come in; other topics of the node are the program's. */
  private List<Topic> controlTopics() {
    List<Topic> control = new ArrayList<>();
    control.add(Topic.of(topics.nodeidTopic(endpoint.id().toString())));
    control.add(Topic.of(topics.startedTopic()));
    // Zeek's manager sends cluster_started, and Zeek's nodes their reports, to types of nodes.
    topics.ofType(options.localNodeType()).map(Topic::of).ifPresent(control::add);
    return control;
  }

  /** Begins, with the peers that the endpoint has already. */
  void start() {
    tasks.add(this::resync);
    tasks.add(() -> perform(tracker.begin()));
    thread.start();
  }

  ClusterState state() {
    return state;
  }

  /** Waits for a state; false if it did not come in time, or the cluster is closed. */
  CompletableFuture<Boolean> await(Predicate<ClusterState> condition, Duration timeout) {
    CompletableFuture<Boolean> future = new CompletableFuture<>();
    long deadlineNanos = System.nanoTime() + Nanos.of(timeout);
    tasks.add(() -> waiters.add(condition, deadlineNanos, future));
    inbox.wakeup();
    if (stopped) {
      future.complete(condition.test(state)); // Perhaps too late for the thread to see it.
    }
    return future;
  }

  private void run() {
    try {
      while (!stopped && !inbox.isClosed()) {
        pass();
      }
    } catch (RuntimeException e) {
      if (!endpoint.isClosed()) {
        LOG.log(System.Logger.Level.ERROR, "membership of the cluster ended", e);
      }
    } finally {
      stopped = true;
      runTasks();
      waiters.endAll();
      state = new ClusterState(Map.of(), tracker.isFullyConnected(), tracker.isStarted());
    }
  }

  private void pass() {
    runTasks();
    List<Message> messages = inbox.messages();
    if (inbox.lostStatuses()) {
      resync();
    }
    inbox.statuses().forEach(this::handle);
    messages.forEach(this::handle);
    long nowNanos = System.nanoTime();
    lookForLife(nowNanos);
    apply(membership.tick(nowNanos));
    outbox.tick(nowNanos);
    waiters.check(state, nowNanos);
    if (tasks.isEmpty()) {
      inbox.await(nextDeadlineNanos(nowNanos), nowNanos);
    }
  }

  private OptionalLong nextDeadlineNanos(long nowNanos) {
    OptionalLong first = membership.nextDeadlineNanos();
    first = Nanos.earlier(first, outbox.nextDeadlineNanos(nowNanos));
    first = Nanos.earlier(first, waiters.nextDeadlineNanos(nowNanos));
    return membership.contested().isEmpty()
        ? first
        : Nanos.earlier(first, OptionalLong.of(nextPollNanos));
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  private void resync() {
    List<EndpointId> connected =
        endpoint.peers().stream()
            .filter(info -> info.status() == PeerStatus.PEERED)
            .map(info -> info.peer().node())
            .toList();
    Collection<EndpointId> before = membership.peers();
    before.stream().filter(id -> !connected.contains(id)).forEach(this::forget);
    apply(membership.peersAre(connected, endpoint.now()));
    connected.stream().filter(id -> !before.contains(id)).forEach(this::greet);
  }

  private void handle(StatusEvent event) {
    if (!(event instanceof Status status) || status.endpoint().isEmpty()) {
      return;
    }
    EndpointId id = status.endpoint().get().node();
    switch (status.code()) {
      case PEER_ADDED -> {
        membership.peerAdded(id);
        greet(id);
      }
      case PEER_REMOVED, PEER_LOST -> {
        forget(id);
        apply(membership.peerLost(id, endpoint.now()));
      }
      case UNSPECIFIED, ENDPOINT_DISCOVERED, ENDPOINT_UNREACHABLE -> {
        // Members are direct peers.
      }
    }
  }

  private void greet(EndpointId id) {
    ClusterMessage hello = new ClusterMessage.Hello(options.node(), endpoint.id());
    outbox.send(id, topics.nodeidTopic(id.toString()), hello.toEvent().toData(), System.nanoTime());
  }

  private void forget(EndpointId id) {
    outbox.peerLost(id);
    tracker.peerLost(id);
    answers.peerLost(id);
  }

  private void handle(Message message) {
    try {
      ClusterMessage.from(message.data()).ifPresent(this::handle);
    } catch (IllegalArgumentException malformed) {
      LOG.log(
          System.Logger.Level.DEBUG, () -> "ignored under " + message.topic() + ": " + malformed);
    }
  }

  private void handle(ClusterMessage message) {
    if (message instanceof ClusterMessage.Hello hello) {
      apply(membership.hello(hello.name(), hello.id(), System.nanoTime(), endpoint.now()));
    } else if (message instanceof ClusterMessage.FullyConnected full) {
      perform(tracker.report(full.event(), membership.isConnected(full.event().id())));
    } else if (message instanceof ClusterMessage.StatusRequest request) {
      answer(request);
    } else if (message instanceof ClusterMessage.Started) {
      perform(tracker.clusterStarted());
    }
  }

  /** Whoever is connected may ask, and is a member no more than before. */
  private void answer(ClusterMessage.StatusRequest request) {
    EndpointId asker = request.asker();
    if (membership.isConnected(asker) && answers.mayAnswer(asker, System.nanoTime())) {
      ClusterStatus status = state.status(options, endpoint.id(), upSince, pools);
      ClusterMessage answer =
          new ClusterMessage.StatusAnswer(request.token(), StatusCodec.encode(status));
      endpoint.publish(
          asker, Topic.of(topics.nodeidTopic(asker.toString())), answer.toEvent().toData());
    }
  }

  private void lookForLife(long nowNanos) {
    List<ClusterMember> contested = membership.contested();
    lifeSigns.watch(contested.stream().map(ClusterMember::id).toList(), nowNanos);
    if (contested.isEmpty()) {
      return;
    }
    nextPollNanos = nowNanos + CONTESTED_POLL_NANOS;
    List<PeerMetrics> peers = endpoint.metrics().peers();
    for (ClusterMember member : contested) {
      for (PeerMetrics peer : peers) {
        if (peer.peer().node().equals(member.id())
            && lifeSigns.heard(member.id(), peer.bytesReceived(), nowNanos)) {
          apply(membership.foundAlive(member.name()));
        }
      }
    }
  }

  /** Pools first, then the state, then whoever listens: who sees one has the ones before. */
  private void apply(List<ClusterEvent> events) {
    if (events.isEmpty()) {
      return;
    }
    for (ClusterEvent event : events) {
      if (event instanceof NodeUp up) {
        pools.nodeUp(up.name());
      } else if (event instanceof NodeDown down) {
        pools.nodeDown(down.name());
      }
    }
    publishState();
    for (ClusterEvent event : events) {
      hub.publish(event);
      if (event instanceof NodeUp up) {
        LOG.log(System.Logger.Level.DEBUG, "{0} ({1}) is up", up.name(), up.id());
        perform(tracker.nodeUp(up.name(), up.id()));
      } else if (event instanceof NodeDown down) {
        LOG.log(System.Logger.Level.DEBUG, "{0} ({1}) is down", down.name(), down.id());
        tracker.nodeDown(down.name());
      } else {
        warn((NodeRefused) event);
      }
    }
  }

  private static void warn(NodeRefused refused) {
    LOG.log(
        System.Logger.Level.WARNING,
        "{0} is not taken for the node ''{1}'': {2}",
        refused.id(),
        refused.name(),
        refused.reason().text());
  }

  private void perform(List<StartTracker.Effect> effects) {
    if (effects.isEmpty()) {
      return;
    }
    publishState();
    for (StartTracker.Effect effect : effects) {
      if (effect instanceof StartTracker.Effect.Raise raise) {
        hub.publish(raise.event());
      } else if (effect instanceof StartTracker.Effect.Report report) {
        report(report.manager(), new ClusterMessage.FullyConnected(report.event()));
      } else if (effect instanceof StartTracker.Effect.Tell tell) {
        outbox.send(
            tell.id(), topics.nodeidTopic(tell.id().toString()), started(), System.nanoTime());
      } else {
        broadcastStarted();
      }
    }
  }

  /** If the manager is down now, the tracker reports again when it is back. */
  private void report(String manager, ClusterMessage message) {
    ClusterMember member = state.members().get(manager);
    if (member != null) {
      outbox.send(
          member.id(), topics.managerTopic(), message.toEvent().toData(), System.nanoTime());
    }
  }

  private static Data started() {
    return new ClusterMessage.Started().toEvent().toData();
  }

  /**
   * Under the topic of its own, and as today's Zeek does it, whose nodes do not subscribe to that.
   */
  private void broadcastStarted() {
    endpoint.publish(Topic.of(topics.startedTopic()), started());
    for (NodeType type : NodeType.values()) {
      topics.ofType(type).ifPresent(topic -> endpoint.publish(Topic.of(topic), started()));
    }
  }

  private void publishState() {
    state = new ClusterState(membership.members(), tracker.isFullyConnected(), tracker.isStarted());
  }

  /** Ends the thread. The endpoint stays as it is, and is left alone from now on. */
  @Override
  public void close() {
    stopped = true;
    inbox.wakeup();
    boolean interrupted = false;
    try {
      if (Thread.currentThread() != thread) { // It is, if an executor runs listeners at once.
        thread.join(JOIN_MILLIS);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    inbox.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
