package org.jbroker.runtime.wire.v64;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jbroker.EndpointId;
import org.jbroker.Topic;
import org.jbroker.runtime.topology.Adjacency;
import org.jbroker.runtime.topology.LinkState;
import org.jbroker.runtime.wire.FrameReader;
import org.jbroker.runtime.wire.WireException;

/**
 * Filters and route announcements:
 *
 * <pre>
 *  filter        [topic bin, ...]
 *  announcement  [origin bin16, incarnation, sequence, transit bool, filter or nil, [link, ...]]
 *  link          [peer bin16, stub bool, filter or nil]
 * </pre>
 *
 * <p>Announcements, links and topics of a frame share one budget of elements. Confined to the event
 * loop of its link.
 */
final class RouteCodec {

  private static final int ANNOUNCEMENT_FIELDS = 6;
  private static final int LINK_FIELDS = 3;
  private static final int FEW_LINKS = 4;

  private final int maxElements;
  private final FrameReader frame;
  private final PackReader reader;
  private final PackWriter writer;

  /** Of the last announcement with few links and no filters: a star's leaves are all alike. */
  private List<Adjacency> lastFewLinks = List.of();

  /** How many more elements the frame may have that is being read. */
  private int budget;

  RouteCodec(int maxElements, FrameReader frame, PackReader reader, PackWriter writer) {
    this.maxElements = maxElements;
    this.frame = frame;
    this.reader = reader;
    this.writer = writer;
  }

  List<Topic> readFilter() throws WireException {
    budget = maxElements;
    return readTopics(reader.readArray("the filter"));
  }

  List<LinkState> readRoutes() throws WireException {
    budget = maxElements;
    int count = take(reader.readArray("the list of announcements"));
    List<LinkState> announcements = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      announcements.add(readAnnouncement());
    }
    return announcements;
  }

  void writeFilter(List<Topic> filter) {
    writer.writeArray(filter.size());
    for (Topic topic : filter) {
      writer.writeTopic(topic);
    }
  }

  void writeAnnouncement(LinkState announcement) {
    writer.writeArray(ANNOUNCEMENT_FIELDS);
    writer.writeId(announcement.origin());
    writer.writeInteger(announcement.incarnation());
    writer.writeInteger(announcement.sequence());
    writer.writeBoolean(announcement.transit());
    writeOptionalFilter(announcement.filter());
    writer.writeArray(announcement.links().size());
    for (Adjacency link : announcement.links()) {
      writer.writeArray(LINK_FIELDS);
      writer.writeId(link.peer());
      writer.writeBoolean(link.stub());
      writeOptionalFilter(link.filter());
    }
  }

  /** An upper bound for what {@link #writeAnnouncement} appends. */
  static long announcementBytes(LinkState announcement) {
    long bytes = 1 + PackWriter.ID_BYTES + 2 * PackWriter.MAX_INTEGER_BYTES + 1;
    bytes += filterBytes(announcement.filter()) + PackWriter.MAX_HEAD_BYTES;
    for (Adjacency link : announcement.links()) {
      bytes += 1 + PackWriter.ID_BYTES + 1 + filterBytes(link.filter());
    }
    return bytes;
  }

  private static long filterBytes(Optional<List<Topic>> filter) {
    long bytes = PackWriter.MAX_HEAD_BYTES;
    for (Topic topic : filter.orElse(List.of())) {
      bytes += PackWriter.MAX_HEAD_BYTES + topic.length();
    }
    return bytes;
  }

  /** What an announcement takes of a frame's budget of elements. */
  static long announcementElements(LinkState announcement) {
    long elements = 1 + announcement.links().size();
    elements += announcement.filter().map(List::size).orElse(0);
    for (Adjacency link : announcement.links()) {
      elements += link.filter().map(List::size).orElse(0);
    }
    return elements;
  }

  private LinkState readAnnouncement() throws WireException {
    int fields = reader.readArray(ANNOUNCEMENT_FIELDS, "an announcement");
    EndpointId origin = reader.readSomebody("the origin");
    long incarnation = reader.readInteger(0, Long.MAX_VALUE, "the incarnation");
    long sequence = reader.readInteger(1, Long.MAX_VALUE, "the sequence");
    boolean transit = reader.readBoolean("transit");
    Optional<List<Topic>> filter = readOptionalFilter();
    int count = take(reader.readArray("the list of links"));
    List<Adjacency> links = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      links.add(readLink());
    }
    reader.skip(fields - ANNOUNCEMENT_FIELDS);
    return new LinkState(origin, incarnation, sequence, transit, filter, shared(links));
  }

  /** The same list as last time if it has the same links; only few, so that little is kept. */
  private List<Adjacency> shared(List<Adjacency> links) {
    if (links.size() > FEW_LINKS || links.stream().anyMatch(link -> link.filter().isPresent())) {
      return links;
    }
    if (!links.equals(lastFewLinks)) {
      lastFewLinks = List.copyOf(links);
    }
    return lastFewLinks;
  }

  private Adjacency readLink() throws WireException {
    int fields = reader.readArray(LINK_FIELDS, "a link");
    EndpointId peer = reader.readSomebody("the peer of a link");
    boolean stub = reader.readBoolean("stub");
    Optional<List<Topic>> filter = readOptionalFilter();
    reader.skip(fields - LINK_FIELDS);
    return new Adjacency(peer, stub, filter);
  }

  private Optional<List<Topic>> readOptionalFilter() throws WireException {
    int count = reader.readArrayOrNil("a filter");
    return count < 0 ? Optional.empty() : Optional.of(readTopics(count));
  }

  private List<Topic> readTopics(int announced) throws WireException {
    int count = take(announced);
    List<Topic> topics = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      topics.add(reader.readTopic("a topic"));
    }
    return topics;
  }

  private void writeOptionalFilter(Optional<List<Topic>> filter) {
    if (filter.isPresent()) {
      writeFilter(filter.get());
    } else {
      writer.writeNil();
    }
  }

  private int take(int elements) throws WireException {
    if (elements > budget) {
      throw frame.error(
          "a frame of more elements than the option maxElements allows, which are " + maxElements);
    }
    budget -= elements;
    return elements;
  }
}
