package org.jbroker.spi;

import org.jbroker.Topic;

/** Takes the store commands that reach an endpoint. */
@FunctionalInterface
public interface CommandHandler {

  /**
   * A command came.
   *
   * <p>Called on the thread that brought it, an event loop or a publisher's, so it must neither
   * block nor do much: it hands the bytes on. Commands of one origin come in order unless the
   * network lost some.
   *
   * @param topic where it was sent
   * @param command its bytes, not to be changed
   * @param direct whether it was for this endpoint alone
   */
  void onCommand(Topic topic, byte[] command, boolean direct);
}
