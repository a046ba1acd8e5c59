package org.jbroker.supervisor.client;

import java.util.concurrent.CountDownLatch;
import org.jbroker.supervisor.SupervisedNode;

/** A Java worker: says who it is and that it is ready, and waits. */
final class ReadyWorker {

  private ReadyWorker() {}

  /** Takes no arguments. */
  public static void main(String... args) throws Exception {
    SupervisedNode self = SupervisedNode.current();
    System.out.println(self.name() + " is " + self.config().name());
    self.ready();
    new CountDownLatch(1).await();
  }
}
