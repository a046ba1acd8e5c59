package org.jbroker.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads YAML, and JSON as a part of it, into a tree that knows where each item stands.
 *
 * <p>The text is hostile. The events of the parser are pulled one by one and limits are compared
 * before an item is kept; nothing recurses. An alias shares its anchor's item, it does not copy it,
 * and may not stand inside of it.
 *
 * <p>One tree is read by one thread.
 */
final class YamlTree {

  /** 1 Mi characters: a node takes about 100. */
  static final int MAX_CHARS = 1 << 20;

  /** A layout needs three. */
  static final int MAX_DEPTH = 8;

  static final int MAX_ITEMS = 100_000;

  static final int MAX_ALIASES = 1000;

  /** What stands at a place of the text; lines and columns count from 1. */
  sealed interface Item {
    int line();

    int column();
  }

  /** A text, number or null; {@code plain} means without quotes. */
  record Scalar(int line, int column, String text, boolean plain) implements Item {
    boolean isNull() {
      return plain
          && switch (text) {
            case "", "~", "null", "Null", "NULL" -> true;
            default -> false;
          };
    }
  }

  /** An item under a key. */
  record Entry(Scalar key, Item value) {}

  /** A mapping, in the order of the text, without repeated keys. */
  record Mapping(int line, int column, Map<String, Entry> entries) implements Item {}

  /** A sequence. A layout has none, so what it holds is read and not kept. */
  record Sequence(int line, int column) implements Item {}

  /** A collection whose end was not read yet. */
  private static final class Open {
    final Item item;
    final Optional<Anchor> anchor;
    Scalar key;

    Open(Item item, Optional<Anchor> anchor) {
      this.item = item;
      this.anchor = anchor;
    }
  }

  private final Deque<Open> open = new ArrayDeque<>();
  private final Map<Anchor, Item> anchors = new HashMap<>();
  private final List<Item> roots = new ArrayList<>();
  private int items;
  private int aliases;

  private YamlTree() {}

  /**
   * Reads the one document of a text.
   *
   * @throws LayoutException if it is no YAML, is empty, has two documents or passes a limit
   */
  static Item read(String text) {
    if (text.length() > MAX_CHARS) {
      throw LayoutException.of(
          "", "", "a layout has at most " + MAX_CHARS + " characters, this one " + text.length());
    }
    return new YamlTree().readAll(text.startsWith("\uFEFF") ? text.substring(1) : text);
  }

  private Item readAll(String text) {
    // The engine's own limit counts code points, of which there are no more than characters.
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(MAX_CHARS).build();
    try {
      Iterator<Event> events = new ParserImpl(settings, new StreamReader(settings, text));
      while (events.hasNext()) {
        take(events.next());
      }
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      throw LayoutException.at(
          mark.map(Mark::getLine).orElse(-1) + 1,
          mark.map(Mark::getColumn).orElse(-1) + 1,
          "",
          "not legal YAML or JSON: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw LayoutException.of("", "", "not legal YAML or JSON: " + e.getMessage());
    }
    if (roots.isEmpty()) {
      throw LayoutException.at(1, 1, "", "empty, where a layout was expected");
    }
    return roots.get(0);
  }

  private void take(Event event) {
    int line = event.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    int column = event.getStartMark().map(Mark::getColumn).orElse(-1) + 1;
    switch (event.getEventId()) {
      case DocumentStart -> refuseSecondDocument((DocumentStartEvent) event, line, column);
      case Scalar -> {
        ScalarEvent scalar = (ScalarEvent) event;
        refuseTag(scalar.getTag(), line, column);
        Scalar item = new Scalar(line, column, scalar.getValue(), scalar.isPlain());
        scalar.getAnchor().ifPresent(anchor -> anchors.put(anchor, item));
        add(item);
      }
      case Alias -> add(resolve((AliasEvent) event, line, column));
      case MappingStart, SequenceStart -> begin((CollectionStartEvent) event, line, column);
      case MappingEnd, SequenceEnd -> {
        Open done = open.pop();
        done.anchor.ifPresent(anchor -> anchors.put(anchor, done.item));
        add(done.item);
      }
      default -> {
        // Begin and end of the stream, end of a document, comments.
      }
    }
  }

  private void refuseSecondDocument(DocumentStartEvent event, int line, int column) {
    if (!roots.isEmpty()) {
      throw LayoutException.at(line, column, "", "a second document; a layout is one");
    }
    if (!event.getTags().isEmpty()) {
      throw LayoutException.at(line, column, "", "a %TAG directive has no meaning in a layout");
    }
  }

  private static void refuseTag(Optional<String> tag, int line, int column) {
    if (tag.isPresent()) {
      throw LayoutException.at(line, column, "", "a tag has no meaning in a layout");
    }
  }

  private void begin(CollectionStartEvent event, int line, int column) {
    refuseTag(event.getTag(), line, column);
    if (open.size() == MAX_DEPTH) {
      throw LayoutException.at(line, column, "", "nested deeper than " + MAX_DEPTH);
    }
    refuseCollectionAsKey(line, column);
    boolean mapping = event instanceof MappingStartEvent;
    open.push(
        new Open(
            mapping ? new Mapping(line, column, new LinkedHashMap<>()) : new Sequence(line, column),
            ((NodeEvent) event).getAnchor()));
    event.getAnchor().ifPresent(anchors::remove);
  }

  private void refuseCollectionAsKey(int line, int column) {
    Open parent = open.peek();
    if (parent != null && parent.item instanceof Mapping && parent.key == null) {
      throw LayoutException.at(line, column, "", "a key is a text");
    }
  }

  private Item resolve(AliasEvent event, int line, int column) {
    if (++aliases > MAX_ALIASES) {
      throw LayoutException.at(line, column, "", "more than " + MAX_ALIASES + " aliases");
    }
    Anchor anchor = event.getAlias();
    Item item = anchors.get(anchor);
    if (item == null) {
      throw LayoutException.at(
          line, column, "", "no complete item before this has the anchor &" + anchor.getValue());
    }
    // Errors in a field name the place where it is used; in a collection, where it is written.
    return item instanceof Scalar s ? new Scalar(line, column, s.text(), s.plain()) : item;
  }

  private void add(Item item) {
    if (++items > MAX_ITEMS) {
      throw LayoutException.at(item.line(), item.column(), "", "more than " + MAX_ITEMS + " items");
    }
    Open parent = open.peek();
    if (parent == null) {
      roots.add(item);
    } else if (parent.item instanceof Mapping mapping) {
      if (parent.key != null) {
        mapping.entries().put(parent.key.text(), new Entry(parent.key, item));
        parent.key = null;
      } else if (item instanceof Scalar key) {
        refuseRepeated(mapping, key);
        parent.key = key;
      } else {
        refuseCollectionAsKey(item.line(), item.column());
      }
    }
  }

  private static void refuseRepeated(Mapping mapping, Scalar key) {
    Entry first = mapping.entries().get(key.text());
    if (first != null) {
      throw LayoutException.at(
          key.line(), key.column(), key.text(), "given twice, first in line " + first.key().line());
    }
  }
}
