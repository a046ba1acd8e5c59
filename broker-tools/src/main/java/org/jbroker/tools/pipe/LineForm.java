package org.jbroker.tools.pipe;

import org.jbroker.EndpointOptions;
import org.jbroker.Message;
import org.jbroker.Topic;
import org.jbroker.data.Str;
import org.jbroker.spi.DecodeLimits;
import org.jbroker.spi.InvalidDataException;
import org.jbroker.websocket.JsonCodec;

/** What a line of the input means. */
@FunctionalInterface
interface LineForm {

  /**
   * The message of a line.
   *
   * @param topic of the command line
   * @throws InvalidDataException if the line is none
   */
  Message read(byte[] line, Topic topic);

  /** The line is a string. */
  static LineForm string() {
    return (line, topic) -> new Message(topic, Str.of(line));
  }

  /** The line is a message of the JSON API, whose own topic wins. */
  static LineForm json(EndpointOptions options) {
    JsonCodec codec =
        JsonCodec.create(new DecodeLimits(options.maxDataDepth(), options.maxElements()));
    return codec::readMessage;
  }
}
