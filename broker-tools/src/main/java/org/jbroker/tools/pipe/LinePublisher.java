package org.jbroker.tools.pipe;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jbroker.Endpoint;
import org.jbroker.Publisher;
import org.jbroker.Topic;
import org.jbroker.data.Str;
import org.jbroker.tools.cli.InputLines;
import org.jbroker.tools.cli.Interest;

/** Publishes lines, no faster than the peers take them, and only while a peer wants them. */
final class LinePublisher {

  /** Room in a frame for what is not the line: headers, topic, tags. */
  private static final int FRAME_OVERHEAD_BYTES = Topic.MAX_LENGTH + 1024;

  private final Endpoint endpoint;
  private final Topic topic;
  private final long limit;

  LinePublisher(Endpoint endpoint, Topic topic, long limit) {
    this.endpoint = endpoint;
    this.topic = topic;
    this.limit = limit;
  }

  void run(InputStream input) throws IOException, InterruptedException {
    int maxLineBytes = Math.max(1, endpoint.options().maxFrameBytes() - FRAME_OVERHEAD_BYTES);
    InputLines lines = new InputLines(input, maxLineBytes);
    Interest interest = new Interest(endpoint, topic);
    try (Publisher out = endpoint.publisher(topic.string())) {
      long sent = 0;
      Optional<byte[]> line;
      while (sent < limit && (line = lines.next()).isPresent()) {
        // What nobody wants is discarded when published: between peers, lines wait here.
        interest.await();
        out.publish(Str.of(line.get()));
        sent++;
      }
      interest.awaitSent();
    }
  }
}
