package org.jbroker.runtime.topology;

import java.util.List;
import java.util.Optional;
import org.jbroker.EndpointId;
import org.jbroker.Topic;

/**
 * A route announcement: what one endpoint says about its own links. Flooded through all links of
 * version 64; the newest of an origin, by incarnation and then sequence, replaces the others.
 *
 * <p>An endpoint whose clock was set back may use the same numbers again in a later life. Of two
 * announcements with the same numbers and different contents the one with the larger {@link
 * #digest()} replaces the other, at all endpoints alike, so that one of them gets through; if it is
 * that of the earlier life, the origin outbids it as soon as it hears it.
 *
 * @param origin the endpoint that speaks
 * @param incarnation its life: larger after a restart
 * @param sequence counts the announcements of that life, from 1
 * @param transit whether it forwards messages of others
 * @param filter what it is subscribed to, if it propagates subscriptions
 * @param links its direct peers; empty when it leaves
 */
public record LinkState(
    EndpointId origin,
    long incarnation,
    long sequence,
    boolean transit,
    Optional<List<Topic>> filter,
    List<Adjacency> links) {

  /** Copies the lists. */
  public LinkState {
    filter = filter.map(List::copyOf);
    links = List.copyOf(links);
  }

  /** Whether this is younger than {@code other}, which has the same origin. */
  public boolean isNewerThan(LinkState other) {
    return incarnation != other.incarnation
        ? incarnation > other.incarnation
        : sequence > other.sequence;
  }

  /** Whether this replaces {@code other}, which has the same origin. */
  public boolean replaces(LinkState other) {
    if (incarnation != other.incarnation || sequence != other.sequence) {
      return isNewerThan(other);
    }
    return !equals(other) && Long.compareUnsigned(digest(), other.digest()) > 0;
  }

  /**
   * The 64-bit FNV-1a hash of the contents: a byte 1 or 0 for {@code transit}; the filter; the
   * number of links; for each link the 16 bytes of the peer, a byte 1 or 0 for {@code stub}, and
   * the filter. A filter is a byte 0 if it is absent; else a byte 1, the number of topics, and for
   * each its length and its bytes. Numbers have four bytes, big-endian.
   */
  public long digest() {
    Digest digest = new Digest();
    digest.add(transit ? 1 : 0);
    digest.add(filter);
    digest.addNumber(links.size());
    for (Adjacency link : links) {
      for (byte b : link.peer().toBytes()) {
        digest.add(b);
      }
      digest.add(link.stub() ? 1 : 0);
      digest.add(link.filter());
    }
    return digest.value;
  }

  private static final class Digest {
    private long value = 0xCBF2_9CE4_8422_2325L;

    void add(int octet) {
      value = (value ^ octet & 0xFF) * 0x100_0000_01B3L;
    }

    void addNumber(int number) {
      for (int shift = 24; shift >= 0; shift -= 8) {
        add(number >>> shift);
      }
    }

    void add(Optional<List<Topic>> topics) {
      add(topics.isPresent() ? 1 : 0);
      if (topics.isPresent()) {
        addNumber(topics.get().size());
        for (Topic topic : topics.get()) {
          addNumber(topic.length());
          for (int i = 0; i < topic.length(); i++) {
            add(topic.byteAt(i));
          }
        }
      }
    }
  }
}
