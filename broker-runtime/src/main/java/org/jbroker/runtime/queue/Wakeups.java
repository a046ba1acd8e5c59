package org.jbroker.runtime.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Who is to be called when a {@link SinkQueue} changes: the consumer's hook, and publishers that
 * wait for room. Not thread-safe: the queue's lock guards it, and what its methods return is run
 * after that lock is released.
 */
final class Wakeups {

  private Runnable hook;
  private boolean armed;
  private List<Runnable> roomActions;

  void setHook(Runnable action) {
    hook = Objects.requireNonNull(action);
    armed = true;
  }

  void arm() {
    armed = true;
  }

  /** The hook if it is armed, which it is no more then; else null. */
  Runnable fire() {
    if (!armed || hook == null) {
      return null;
    }
    armed = false;
    return hook;
  }

  void awaitRoom(Runnable action) {
    if (roomActions == null) {
      roomActions = new ArrayList<>(2);
    }
    roomActions.add(action);
  }

  boolean isRoomAwaited() {
    return roomActions != null;
  }

  /** Those that wait for room, who wait no more then; null if there are none. */
  List<Runnable> takeRoomActions() {
    List<Runnable> result = roomActions;
    roomActions = null;
    return result;
  }

  static void run(Runnable hook, List<Runnable> roomActions) {
    if (hook != null) {
      hook.run();
    }
    if (roomActions != null) {
      roomActions.forEach(Runnable::run);
    }
  }
}
