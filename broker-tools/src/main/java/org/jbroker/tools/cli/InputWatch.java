package org.jbroker.tools.cli;

import java.io.IOException;
import picocli.CommandLine.ExitCode;

/** For processes that another one started and that shall not outlive it, even if it is killed. */
public final class InputWatch {

  private InputWatch() {}

  /** Ends this process, politely, as soon as nobody holds the other end of standard input. */
  public static void exitAtEnd() {
    Thread watcher = new Thread(InputWatch::watch, "broker-tool-input");
    watcher.setDaemon(true);
    watcher.start();
  }

  private static void watch() {
    byte[] ignored = new byte[256];
    boolean open = true;
    while (open) {
      try {
        open = System.in.read(ignored) >= 0;
      } catch (IOException broken) {
        open = false;
      }
    }
    System.exit(ExitCode.OK);
  }
}
