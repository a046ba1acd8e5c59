package org.jbroker.runtime.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jbroker.EndpointId;
import org.jbroker.Topic;
import org.junit.jupiter.api.Test;

/** The rules one by one; how they work together is {@link TopologySimulationTest}'s. */
class TopologyTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final EndpointId ME = id(100);
  private static final EndpointId A = id(1);
  private static final EndpointId B = id(2);
  private static final EndpointId C = id(3);
  private static final EndpointId D = id(4);

  private final Topology topology = new Topology(ME, 10, true, true, false, 8);

  private static EndpointId id(long low) {
    return new EndpointId(0, low);
  }

  private static List<Topic> topics(String... names) {
    return Arrays.stream(names).map(Topic::of).toList();
  }

  private static Adjacency link(EndpointId peer) {
    return new Adjacency(peer, false, Optional.empty());
  }

  private static Adjacency stub(EndpointId peer, String... filter) {
    return new Adjacency(peer, true, Optional.of(topics(filter)));
  }

  private static LinkState state(EndpointId origin, long sequence, Adjacency... links) {
    return new LinkState(origin, 1, sequence, true, Optional.of(List.of()), List.of(links));
  }

  private static LinkState withFilter(LinkState s, String... filter) {
    return new LinkState(
        s.origin(),
        s.incarnation(),
        s.sequence(),
        s.transit(),
        Optional.of(topics(filter)),
        s.links());
  }

  private static LinkState withoutFilter(LinkState s) {
    return new LinkState(
        s.origin(), s.incarnation(), s.sequence(), s.transit(), Optional.empty(), s.links());
  }

  private static LinkState leaf(LinkState s) {
    return new LinkState(s.origin(), s.incarnation(), s.sequence(), false, s.filter(), s.links());
  }

  private Change receive(LinkState... states) {
    return topology.receive(A, List.of(states), 0);
  }

  /** A direct peer of version 64 with a confirmed link. */
  private void peerA(Adjacency... others) {
    topology.peerUp(A, false, List.of());
    List<Adjacency> links = new ArrayList<>(List.of(link(ME)));
    links.addAll(Arrays.asList(others));
    receive(state(A, 1, links.toArray(Adjacency[]::new)));
  }

  @Test
  void reachesADirectPeerBeforeItAnnouncesItself() {
    Change change = topology.peerUp(A, false, List.of());

    assertThat(change.discovered()).containsExactly(A);
    assertThat(topology.nextHop(A)).contains(A);
    assertThat(change.floods())
        .singleElement()
        .satisfies(
            flood -> {
              assertThat(flood.except()).isEmpty();
              assertThat(flood.announcement()).isEqualTo(topology.ownAnnouncement());
              assertThat(flood.announcement().sequence()).isEqualTo(2);
              assertThat(flood.announcement().links()).containsExactly(link(A));
            });
  }

  @Test
  void floodsWhatIsNewToAllButItsSenderAndNothingElse() {
    peerA();
    LinkState b = state(B, 5, link(C));

    assertThat(receive(b).floods()).containsExactly(new Change.Flood(b, Optional.of(A)));
    assertThat(receive(b)).isEqualTo(Change.NONE);
    Change outdated = receive(state(B, 4));
    assertThat(outdated.floods()).isEmpty();
    assertThat(outdated.replies()).containsExactly(b);
  }

  @Test
  void aLaterLifeBeatsALargerSequence() {
    peerA();
    receive(state(B, 5));
    LinkState restarted = new LinkState(B, 2, 1, true, Optional.empty(), List.of());

    assertThat(receive(restarted).floods()).hasSize(1);
    assertThat(receive(state(B, 6)).replies()).containsExactly(restarted);
  }

  @Test
  void takesOneOfTwoContentsWithTheSameNumbersInEitherOrder() {
    LinkState one = state(B, 5, link(C));
    LinkState other = state(B, 5, link(D));
    LinkState winner = one.replaces(other) ? one : other;
    LinkState loser = winner == one ? other : one;
    assertThat(loser.replaces(winner)).isFalse();
    peerA();
    receive(loser);

    assertThat(receive(winner).floods()).hasSize(1);
    assertThat(receive(loser).replies()).containsExactly(winner);
  }

  @Test
  void goesOnlyOverLinksThatBothEndsAnnounce() {
    peerA(link(B));
    assertThat(receive(state(B, 1)).discovered()).isEmpty();
    Change change = receive(state(B, 2, link(A)));

    assertThat(change.discovered()).containsExactly(B);
    assertThat(topology.nextHop(B)).contains(A);
    assertThat(topology.hops(B)).hasValue(2);
    assertThat(receive(state(B, 3)).unreachable()).containsExactly(B);
    assertThat(topology.nextHop(B)).isEmpty();
  }

  @Test
  void doesNotGoBeyondADirectPeerThatDoesNotAnnounceTheLink() {
    topology.peerUp(A, false, List.of());
    receive(state(A, 1, link(B)), withFilter(state(B, 1, link(A)), "/b"));

    assertThat(topology.reachable()).containsExactly(A);
  }

  @Test
  void reachesAnEndpointWithoutTransitAndNothingBehindIt() {
    peerA(link(B));
    receive(leaf(state(B, 1, link(A), link(C), stub(D))), state(C, 1, link(B)));

    assertThat(topology.reachable()).containsExactly(A, B);
  }

  @Test
  void aLeafReachesThroughItsOwnLinksAllTheSame() {
    Topology mine = new Topology(ME, 1, false, true, false, 8);
    mine.peerUp(A, false, List.of());
    mine.receive(A, List.of(state(A, 1, link(ME), link(B)), state(B, 1, link(A))), 0);

    assertThat(mine.nextHop(B)).contains(A);
    assertThat(mine.ownAnnouncement().transit()).isFalse();
  }

  @Test
  void reachesAStubThroughItsNeighbour() {
    peerA(stub(B, "/b"));

    assertThat(topology.nextHop(B)).contains(A);
    assertThat(topology.hops(B)).hasValue(2);
    assertThat(topology.routedFilters()).containsOnlyKeys(A);
    assertThat(topology.routedFilters().get(A)).containsExactlyElementsOf(topics("/b"));
  }

  @Test
  void aFalseStubDoesNotHideAnEndpointAndWhatIsBehindIt() {
    peerA(link(B), stub(C));
    receive(state(B, 1, link(A), link(C)), state(C, 1, link(B), link(D)), state(D, 1, link(C)));

    assertThat(topology.hops(C)).hasValue(3);
    assertThat(topology.hops(D)).hasValue(4);
  }

  @Test
  void choosesTheSmallestFirstHopOfEquallyShortWays() {
    topology.peerUp(B, false, List.of());
    topology.peerUp(A, false, List.of());
    receive(
        state(B, 1, link(ME), link(C)),
        state(A, 1, link(ME), link(C)),
        state(C, 1, link(B), link(A)));

    assertThat(topology.nextHop(C)).contains(A);
    topology.peerDown(A);
    assertThat(topology.nextHop(C)).contains(B);
  }

  @Test
  void reportsEverythingBehindALostPeer() {
    peerA(link(B));
    receive(state(B, 1, link(A)));
    Change change = topology.peerDown(A);

    assertThat(change.unreachable()).containsExactly(A, B);
    assertThat(topology.reachable()).isEmpty();
  }

  @Test
  void sendsAllKnownOriginsAndItself() {
    peerA();
    receive(state(B, 1, link(C)));

    assertThat(topology.database())
        .containsExactly(state(A, 1, link(ME)), state(B, 1, link(C)), topology.ownAnnouncement());
  }

  @Test
  void repeatsWhatPeersMayHaveForgottenWhenItsOriginIsBack() {
    peerA();
    LinkState c = state(C, 1, link(A));
    receive(c);
    topology.expire(0);
    Change change = receive(state(A, 2, link(ME), link(C)));

    assertThat(change.discovered()).containsExactly(C);
    assertThat(change.floods()).contains(new Change.Flood(c, Optional.empty()));
  }

  @Test
  void doesNotRepeatWhatAllPeersWereSent() {
    peerA();
    receive(state(C, 1, link(A)));
    Change change = receive(state(A, 2, link(ME), link(C)));

    assertThat(change.discovered()).containsExactly(C);
    assertThat(change.floods()).extracting(f -> f.announcement().origin()).containsExactly(A);
  }

  @Test
  void forgetsAnUnreachableOriginAfterTheHoldTimeOnly() {
    peerA();
    receive(state(B, 7));
    topology.expire(0);
    topology.expire(59 * SECOND);
    assertThat(receive(state(B, 6)).floods()).isEmpty();
    topology.expire(60 * SECOND);

    assertThat(topology.knownOrigins()).isEqualTo(1);
    assertThat(receive(state(B, 6)).floods()).hasSize(1);
  }

  @Test
  void theHoldTimeBeginsAnewWhenAnOriginWasBack() {
    peerA(link(B));
    topology.expire(0);
    receive(state(B, 1, link(A)));
    topology.expire(30 * SECOND);
    receive(state(A, 2, link(ME)));
    topology.expire(40 * SECOND);
    topology.expire(99 * SECOND);
    assertThat(topology.knownOrigins()).isEqualTo(2);
    topology.expire(100 * SECOND);
    assertThat(topology.knownOrigins()).isEqualTo(1);
  }

  @Test
  void repeatsItsAnnouncementEveryTenMinutes() {
    topology.expire(5);
    assertThat(topology.expire(600 * SECOND).isEmpty()).isTrue();
    assertThat(topology.expire(600 * SECOND + 5).floods())
        .containsExactly(new Change.Flood(topology.ownAnnouncement(), Optional.empty()));
    assertThat(topology.ownAnnouncement().sequence()).isEqualTo(2);
  }

  @Test
  void outbidsItsEarlierLife() {
    peerA();
    Change change = receive(new LinkState(ME, 50, 9, true, Optional.empty(), List.of(link(A))));

    assertThat(change.identityContested()).isTrue();
    assertThat(change.floods())
        .containsExactly(new Change.Flood(topology.ownAnnouncement(), Optional.empty()));
    assertThat(topology.ownAnnouncement().incarnation()).isEqualTo(51);
    assertThat(topology.ownAnnouncement().links()).containsExactly(link(A));
  }

  @Test
  void outbidsOtherContentsUnderItsNumbersAndIgnoresItsOwnAndOlderOnes() {
    peerA();
    LinkState mine = topology.ownAnnouncement();
    assertThat(receive(mine)).isEqualTo(Change.NONE);
    assertThat(receive(new LinkState(ME, 9, 99, true, Optional.empty(), List.of())))
        .isEqualTo(Change.NONE);
    receive(
        new LinkState(ME, mine.incarnation(), mine.sequence(), false, mine.filter(), List.of()));

    assertThat(topology.ownAnnouncement().incarnation()).isEqualTo(11);
  }

  @Test
  void doesNotOutbidADoubleForEver() {
    peerA();
    int answers = 0;
    for (int i = 0; i < 100; i++) {
      LinkState mine = topology.ownAnnouncement();
      Change change =
          receive(new LinkState(ME, mine.incarnation() + 1, 1, true, Optional.empty(), List.of()));
      assertThat(change.identityContested()).isTrue();
      answers += change.floods().size();
    }
    assertThat(answers).isEqualTo(OwnState.DEFENCES_PER_WINDOW);
    assertThat(topology.expire(59 * SECOND).floods()).isEmpty();
    assertThat(topology.expire(60 * SECOND).floods()).hasSize(1);
  }

  @Test
  void numbersDoNotOverflow() {
    peerA();
    long max = Long.MAX_VALUE;
    receive(new LinkState(ME, max, 4, true, Optional.empty(), List.of()));
    assertThat(topology.ownAnnouncement().incarnation()).isEqualTo(max);
    assertThat(topology.ownAnnouncement().sequence()).isEqualTo(5);
    receive(new LinkState(ME, max - 1, max, true, Optional.empty(), List.of()));
    assertThat(topology.ownAnnouncement().sequence()).isEqualTo(5);
    receive(new LinkState(ME, max, max, true, Optional.empty(), List.of()));
    assertThat(topology.ownAnnouncement().sequence()).isEqualTo(5);
    receive(new LinkState(B, Long.MIN_VALUE, max, true, Optional.empty(), List.of()));
    receive(new LinkState(B, max, 1, true, Optional.empty(), List.of()));
    assertThat(topology.knownOrigins()).isEqualTo(2);
  }

  @Test
  void beginsANewLifeAfterTheLastSequence() {
    peerA();
    receive(new LinkState(ME, 20, Long.MAX_VALUE, true, Optional.empty(), List.of()));

    assertThat(topology.ownAnnouncement().incarnation()).isEqualTo(21);
    assertThat(topology.ownAnnouncement().sequence()).isEqualTo(1);
  }

  @Test
  void refusesWhatNoHonestEndpointAnnounces() {
    peerA();
    Adjacency[] tooMany = new Adjacency[9];
    Arrays.setAll(tooMany, i -> link(id(50 + i)));

    assertThat(
            receive(
                state(EndpointId.NIL, 1),
                state(B, 0),
                state(B, -1),
                state(B, 1, link(B)),
                state(B, 1, link(C), stub(C)),
                state(B, 1, link(D), link(C), link(A), link(C)),
                state(B, 1, link(EndpointId.NIL)),
                state(B, 1, tooMany)))
        .isEqualTo(Change.NONE);
  }

  @Test
  void takesLinksInAnyOrderAndPassesThemOnAsTheyCame() {
    peerA(link(B));
    LinkState b = state(B, 1, link(D), link(C), stub(id(60)), link(A));

    assertThat(receive(b).floods()).containsExactly(new Change.Flood(b, Optional.of(A)));
    assertThat(receive(state(C, 1, link(B)), state(D, 1, link(B))).discovered())
        .containsExactly(D, C);
    assertThat(topology.database().get(topology.database().indexOf(b)).links())
        .containsExactlyElementsOf(b.links());
  }

  /** A network of n endpoints keeps n * n links; those of a star's middle are all over it. */
  @Test
  void keepsTheLinksOfTheMiddleOfAStarOnce() {
    Topology leaf = new Topology(ME, 1, true, true, false, 4096);
    leaf.peerUp(A, false, List.of());
    List<LinkState> first = star(1, 500);
    leaf.receive(A, first, 0);
    List<Adjacency> before = announcementOf(A, leaf).links();
    leaf.receive(A, star(2, 501), 0);

    List<Adjacency> after = announcementOf(A, leaf).links();
    assertThat(after).hasSize(502).isEqualTo(star(2, 501).get(501).links());
    for (Adjacency link : before) {
      assertThat(after).anyMatch(same -> same == link);
    }
    for (LinkState member : first.subList(0, 500)) {
      assertThat(after).anyMatch(link -> link.peer() == member.origin());
    }
  }

  /** So many leaves, and A in the middle, which tells of them and of this endpoint. */
  private static List<LinkState> star(long sequence, int leaves) {
    List<LinkState> all = new ArrayList<>();
    List<Adjacency> links = new ArrayList<>(List.of(link(ME)));
    for (int i = 0; i < leaves; i++) {
      all.add(state(id(1000 + i), 1, link(A)));
      links.add(link(id(1000 + i)));
    }
    all.add(state(A, sequence, links.toArray(Adjacency[]::new)));
    return all;
  }

  private static LinkState announcementOf(EndpointId origin, Topology topology) {
    return topology.database().stream()
        .filter(state -> state.origin().equals(origin))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void ignoresStrangersAndStubs() {
    topology.peerUp(B, true, List.of());

    assertThat(topology.receive(B, List.of(state(C, 1)), 0)).isEqualTo(Change.NONE);
    assertThat(topology.receive(A, List.of(state(C, 1)), 0)).isEqualTo(Change.NONE);
    assertThat(topology.peerFilter(A, topics("/a"))).isEqualTo(Change.NONE);
    assertThat(topology.peerDown(A)).isEqualTo(Change.NONE);
    assertThatThrownBy(() -> topology.peerUp(ME, false, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void inventedOriginsDoNotPushOutReachableOnes() {
    peerA(link(B));
    receive(state(B, 1, link(A)));
    for (int i = 0; i < 1000; i++) {
      receive(state(id(1000 + i), 1, link(A)));
    }

    assertThat(topology.knownOrigins()).isEqualTo(8);
    assertThat(topology.reachable()).containsExactly(A, B);
  }

  @Test
  void oneBatchDoesNotPushOutItsOwnBeginning() {
    peerA();
    LinkState[] batch = new LinkState[20];
    Arrays.setAll(batch, i -> state(id(1000 + i), 1));

    assertThat(receive(batch).floods()).hasSize(7);
  }

  @Test
  void reachesABoundedNumberOfStubs() {
    Adjacency[] stubs = new Adjacency[6];
    Arrays.setAll(stubs, i -> stub(id(50 + i)));
    Adjacency[] more = new Adjacency[7];
    Arrays.setAll(more, i -> i == 6 ? link(A) : stub(id(60 + i)));
    peerA(link(B));
    receive(state(B, 1, more));
    Adjacency[] ofA = Arrays.copyOf(stubs, 8);
    ofA[6] = link(ME);
    ofA[7] = link(B);
    receive(state(A, 2, ofA));

    assertThat(topology.reachable()).hasSize(2 + 8).contains(A, B, id(50), id(55), id(61));
  }

  @Test
  void speaksForPeersThatDoNotAnnounceTheirFilter() {
    topology.ownFilter(topics("/me", "/me/too"));
    topology.peerUp(A, false, topics("/a"));
    topology.peerUp(B, false, topics("/b"));
    topology.peerUp(C, true, topics("/c"));
    receive(withFilter(state(A, 1, link(ME)), "/a"), withoutFilter(state(B, 1, link(ME))));

    assertThat(topology.ownAnnouncement().filter()).contains(topics("/me"));
    assertThat(topology.ownAnnouncement().links())
        .containsExactly(
            link(A), new Adjacency(B, false, Optional.of(topics("/b"))), stub(C, "/c"));
  }

  @Test
  void announcesNoFilterUnlessItPropagates() {
    Topology mine = new Topology(ME, 1, true, false, false, 8);
    mine.ownFilter(topics("/me"));
    mine.peerUp(A, false, List.of());
    mine.peerUp(B, true, topics("/b"));
    mine.receive(A, List.of(withFilter(state(A, 1, link(ME), stub(C, "/c")), "/a")), 0);

    assertThat(mine.ownAnnouncement().filter()).isEmpty();
    assertThat(mine.ownAnnouncement().links())
        .containsExactly(link(A), new Adjacency(B, true, Optional.empty()));
    assertThat(mine.routedFilters()).isEmpty();
    assertThat(mine.filterFor(A)).isEqualTo(topics("/me"));
    assertThat(mine.filterFor(B)).isEqualTo(topics("/me"));
  }

  @Test
  void tellsAPropagatingPeerItsOwnFilterOnlyAndAStubEverything() {
    topology.ownFilter(topics("/me"));
    peerA(link(D));
    topology.peerUp(B, true, topics("/b"));
    Change change =
        receive(
            withFilter(state(A, 2, link(ME), link(D), stub(C, "/c")), "/a", "/a/1"),
            withFilter(state(D, 1, link(A)), "/d", "/a/2"));

    assertThat(topology.filterFor(A)).isEqualTo(topics("/me"));
    assertThat(topology.filterFor(B)).isEqualTo(topics("/a", "/d", "/me"));
    assertThat(change.directFilters()).containsExactly(B);
    assertThat(change.routedFilters()).isTrue();
    assertThat(topology.routedFilters().get(A))
        .containsExactlyElementsOf(topics("/a/2", "/c", "/d"));
  }

  @Test
  void tellsAPeerThatDoesNotPropagateWhatIsNotBehindIt() {
    topology.peerUp(A, false, topics("/a"));
    topology.peerUp(B, true, topics("/b"));
    receive(withoutFilter(state(A, 1, link(ME), link(C))), withFilter(state(C, 1, link(A)), "/c"));

    assertThat(topology.filterFor(A)).isEqualTo(topics("/b"));
    assertThat(topology.filterFor(B)).isEqualTo(topics("/a", "/c"));
  }

  @Test
  void tellsOneStubAboutAnotherOnlyInATree() {
    for (boolean tree : new boolean[] {false, true}) {
      Topology mine = new Topology(ME, 1, true, true, tree, 8);
      mine.peerUp(A, false, List.of());
      mine.peerUp(B, true, topics("/b"));
      mine.peerUp(C, true, topics("/c"));
      mine.receive(A, List.of(state(A, 1, link(ME), stub(D, "/d"))), 0);

      assertThat(mine.filterFor(B)).isEqualTo(tree ? topics("/c", "/d") : List.of());
    }
  }

  @Test
  void aPeerIsToldWhenItsFilterDiffersFromThatOfTheHandshake() {
    topology.ownFilter(topics("/me"));
    assertThat(topology.filterFor(B)).isEqualTo(topics("/me"));
    assertThat(topology.peerUp(B, true, topics("/b")).directFilters()).isEmpty();
    topology.peerUp(A, false, List.of());
    Change change = receive(withFilter(state(A, 1, link(ME)), "/a"));
    assertThat(change.directFilters()).containsExactly(B);
    assertThat(topology.peerUp(C, true, List.of()).directFilters()).containsExactly(C);
    assertThat(topology.ownFilter(topics("/other")).directFilters())
        .containsExactlyInAnyOrder(A, B, C);
  }

  @Test
  void filtersOfTheLostAreGone() {
    peerA(stub(C, "/c"));
    topology.peerUp(B, true, List.of());
    receive(withFilter(state(A, 2, link(ME), link(D)), "/a"), state(D, 1, link(A)));
    assertThat(topology.routedFilters()).isEmpty();
    assertThat(topology.filterFor(B)).isEqualTo(topics("/a"));
    assertThat(topology.peerDown(A).directFilters()).containsExactly(B);
    assertThat(topology.filterFor(B)).isEmpty();
  }

  @Test
  void whatAnEndpointSaidBeforeItCameBackWithVersion1IsVoid() {
    peerA(link(B), stub(C, "/c"));
    receive(withFilter(state(B, 1, link(A)), "/old"));
    topology.peerUp(D, true, List.of());
    receive(state(A, 2, link(ME), stub(B, "/new")));

    assertThat(topology.filterFor(D)).isEmpty();
    assertThat(topology.routedFilters().get(A)).containsExactlyElementsOf(topics("/new"));
  }

  @Test
  void leavesWithANewestAnnouncementWithoutLinksForGood() {
    topology.ownFilter(topics("/me"));
    peerA(stub(B));
    long before = topology.ownAnnouncement().sequence();
    Change change = topology.leave();

    assertThat(change.floods()).hasSize(1);
    assertThat(topology.ownAnnouncement().sequence()).isEqualTo(before + 1);
    assertThat(topology.ownAnnouncement().links()).isEmpty();
    assertThat(topology.ownAnnouncement().filter()).contains(List.of());
    assertThat(topology.leave()).isEqualTo(Change.NONE);
    assertThat(topology.peerDown(A).floods()).isEmpty();
  }

  @Test
  void aThousandEndpointsWithTenLinksEachAreComputedOncePerBatch() {
    Topology mine = new Topology(ME, 1, true, true, false, 4096);
    mine.peerUp(id(1000), false, List.of());
    List<LinkState> all = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      Adjacency[] links = new Adjacency[i == 0 ? 11 : 10];
      for (int n = 0; n < 5; n++) {
        links[2 * n] = link(id(1000 + (i + n + 1) % 1000));
        links[2 * n + 1] = link(id(1000 + (i + 999 - n) % 1000));
      }
      if (i == 0) {
        links[10] = link(ME);
      }
      all.add(withFilter(state(id(1000 + i), 1, links), "/" + i + "/"));
    }
    Change change = mine.receive(id(1000), all, 0);

    // 5 to each side: the far end of the ring is 100 steps from its first member.
    assertThat(change.discovered()).hasSize(999);
    assertThat(mine.hops(id(1500))).hasValue(101);
    assertThat(mine.routedFilters().get(id(1000))).hasSize(999);
  }
}
