package org.jbroker.tools.demo;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jbroker.supervisor.SupervisedNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** A worker of the demo's supervisor: says that it is ready, and waits for its end. */
@Command(
    name = SupervisedCommand.NAME,
    hidden = true,
    description = "A worker of the demo's supervisor.")
public final class SupervisedCommand implements Callable<Integer> {

  static final String NAME = "demo-supervised";

  @Override
  public Integer call() throws InterruptedException {
    SupervisedNode.current().ready();
    new CountDownLatch(1).await();
    return ExitCode.OK;
  }
}
