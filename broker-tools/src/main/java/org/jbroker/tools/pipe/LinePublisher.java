package org.jbroker.tools.pipe;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jbroker.Endpoint;
import org.jbroker.Message;
import org.jbroker.Publisher;
import org.jbroker.PublisherOptions;
import org.jbroker.Topic;
import org.jbroker.spi.InvalidDataException;
import org.jbroker.tools.cli.InputLines;
import org.jbroker.tools.cli.Interest;
import org.jbroker.tools.cli.ToolException;

/** Publishes lines, no faster than the peers take them, and only while a peer wants them. */
final class LinePublisher {

  /** Room in a frame for what is not the line: headers, topic, tags. */
  private static final int FRAME_OVERHEAD_BYTES = Topic.MAX_LENGTH + 1024;

  /** So many topics keep their publisher; beyond it, the one that was opened first is closed. */
  private static final int MAX_PUBLISHERS = 64;

  private final Endpoint endpoint;
  private final Topic topic;
  private final LineForm form;
  private final long limit;
  private final Map<Topic, Publisher> publishers = new LinkedHashMap<>();

  LinePublisher(Endpoint endpoint, Topic topic, LineForm form, long limit) {
    this.endpoint = endpoint;
    this.topic = topic;
    this.form = form;
    this.limit = limit;
  }

  void run(InputStream input) throws IOException, InterruptedException {
    int maxLineBytes = Math.max(1, endpoint.options().maxFrameBytes() - FRAME_OVERHEAD_BYTES);
    InputLines lines = new InputLines(input, maxLineBytes);
    Interest last = new Interest(endpoint, topic);
    try {
      long sent = 0;
      Optional<byte[]> line;
      while (sent < limit && (line = lines.next()).isPresent()) {
        sent++;
        Message message = read(line.get(), sent);
        last = new Interest(endpoint, message.topic());
        // What nobody wants is discarded when published: between peers, lines wait here.
        last.await();
        publisher(message.topic()).publish(message.data());
      }
      last.awaitSent();
    } finally {
      publishers.values().forEach(Publisher::close);
    }
  }

  private Message read(byte[] line, long number) {
    try {
      return form.read(line, topic);
    } catch (InvalidDataException e) {
      throw new ToolException("line " + number + " of the input: " + e.getMessage());
    }
  }

  private Publisher publisher(Topic wanted) {
    Publisher known = publishers.get(wanted);
    if (known == null) {
      if (publishers.size() == MAX_PUBLISHERS) {
        publishers.remove(publishers.keySet().iterator().next()).close();
      }
      known = endpoint.publisher(wanted, PublisherOptions.DEFAULT);
      publishers.put(wanted, known);
    }
    return known;
  }
}
