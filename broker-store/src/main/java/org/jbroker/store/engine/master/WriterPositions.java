package org.jbroker.store.engine.master;

import java.util.HashMap;
import java.util.Map;
import org.jbroker.EndpointId;
import org.jbroker.store.EntityId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the writers of an earlier master of the same contents got, as it noted in the backend: a
 * writer whose acknowledgements were lost with that master is taken up there, so that nothing is
 * applied twice. Not thread-safe: guarded by the master's lock.
 */
final class WriterPositions {

  private static final Logger LOG = LoggerFactory.getLogger(WriterPositions.class);
  private static final String PREFIX = "writer/";

  private final Map<EntityId, Long> positions = new HashMap<>();

  /** Those among the notes of a backend. */
  WriterPositions(Map<String, Long> notes) {
    notes.forEach(
        (name, position) -> {
          if (name.startsWith(PREFIX)) {
            read(name.substring(PREFIX.length()), position);
          }
        });
  }

  private void read(String name, long position) {
    String[] fields = name.split("/", 2);
    try {
      EntityId writer = new EntityId(EndpointId.of(fields[0]), Long.parseUnsignedLong(fields[1]));
      positions.put(writer, position);
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      LOG.warn("the note of a writer named {} is ignored", name);
    }
  }

  /** The name of a writer's note. */
  static String noteName(EntityId writer) {
    return PREFIX + writer.endpoint() + "/" + Long.toUnsignedString(writer.object());
  }

  /** The number of the last operation of this writer that was applied, once; else the fallback. */
  long take(EntityId writer, long fallback) {
    Long position = positions.remove(writer);
    return position != null && Long.compareUnsigned(position, fallback) > 0 ? position : fallback;
  }
}
