package org.jbroker.tools;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jbroker.testkit.process.OutputLine;
import org.jbroker.testkit.process.TestProcess;
import org.jbroker.tools.cli.Console;

/** Starts the command as a process, from the classes under test. */
public final class Tool {

  /** Long enough for a slow machine; nothing waits that long when all is well. */
  public static final Duration TIMEOUT = Duration.ofSeconds(20);

  private static final Pattern LISTENING = Pattern.compile("^listening on (.*)$");

  private Tool() {}

  /** {@code broker ARGUMENTS}. */
  public static TestProcess start(String... arguments) {
    return TestProcess.java(BrokerMain.class, arguments).name("broker-" + arguments[0]).start();
  }

  /** Runs {@code broker ARGUMENTS} in this process; returns the exit status. */
  public static int run(ByteArrayOutputStream out, ByteArrayOutputStream err, String... arguments) {
    return BrokerMain.run(new Console(out, err, false), arguments);
  }

  /** Waits until it listens; returns the address as printed. */
  public static String address(TestProcess process) {
    Matcher line = LISTENING.matcher(process.awaitLine(LISTENING, TIMEOUT));
    if (!line.matches()) {
      throw new IllegalStateException("the line just matched");
    }
    return line.group(1);
  }

  /** The port in an address as printed. */
  public static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  /** The lines of its standard output so far. */
  public static List<String> output(TestProcess process) {
    return process.lines().stream()
        .filter(line -> !line.fromError())
        .map(OutputLine::text)
        .toList();
  }
}
