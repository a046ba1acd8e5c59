package org.jbroker.benchmarks.harness;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The main class of a role's process: {@code RoleMain CLASS [KEY=VALUE...]}.
 *
 * <p>Lines {@code @KEY=VALUE} go to the starter on standard output and come from it on standard
 * input; whatever else the process prints goes to standard error. When standard input ends, so does
 * the process, whatever it does, with the processes that it started: that is how it dies with its
 * starter. It exits as a process should, so that a flight recording is written, but in bounded
 * time.
 */
public final class RoleMain {

  /** What marks a line of the conversation. */
  static final String MARK = "@";

  /** The key under which a role's failure is told. */
  static final String FAILURE = "failure";

  private static final long HEAR_TIMEOUT_NANOS = TimeUnit.HOURS.toNanos(1);

  /** How long exiting may take. */
  private static final long EXIT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private RoleMain() {}

  /** Runs the role. Exit values: 0 done, 1 failed, 3 the starter is gone. */
  public static void main(String[] args) throws Exception {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    Mail mail = new Mail();
    Thread reader = new Thread(() -> readUntilEnd(mail), "starter");
    reader.setDaemon(true);
    reader.start();
    Map<String, String> arguments = new HashMap<>();
    for (int i = 1; i < args.length; i++) {
      int equals = args[i].indexOf('=');
      arguments.put(args[i].substring(0, equals), args[i].substring(equals + 1));
    }
    try {
      Role role = (Role) Class.forName(args[0]).getConstructor().newInstance();
      role.run(new LineContext(arguments, mail, out));
    } catch (Throwable e) {
      out.println(MARK + FAILURE + "=" + describe(e));
      e.printStackTrace();
      System.exit(1);
    }
    System.exit(0);
  }

  private static void readUntilEnd(Mail mail) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        deliver(line, mail);
      }
    } catch (IOException e) {
      System.err.println("standard input: " + e);
    }
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    Thread last = new Thread(RoleMain::haltSoon, "last-resort");
    last.setDaemon(true);
    last.start();
    System.exit(3);
  }

  private static void haltSoon() {
    long startNanos = System.nanoTime();
    while (System.nanoTime() - startNanos < EXIT_NANOS) {
      LockSupport.parkNanos(EXIT_NANOS);
    }
    Runtime.getRuntime().halt(3);
  }

  /** Puts a line of the conversation into the mail; returns whether it was one. */
  static boolean deliver(String line, Mail mail) {
    int equals = line.indexOf('=');
    if (!line.startsWith(MARK) || equals < 0) {
      return false;
    }
    mail.put(line.substring(MARK.length(), equals), line.substring(equals + 1));
    return true;
  }

  /** An exception in one line. */
  static String describe(Throwable e) {
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace, true));
    return trace
        .toString()
        .lines()
        .limit(4)
        .map(String::strip)
        .reduce((a, b) -> a + " | " + b)
        .orElse(e.toString());
  }

  private record LineContext(Map<String, String> arguments, Mail mail, PrintStream out)
      implements RoleContext {

    @Override
    public String argument(String name) {
      String value = arguments.get(name);
      if (value == null) {
        throw new IllegalArgumentException("no argument " + name);
      }
      return value;
    }

    @Override
    public void tell(String key, Object value) {
      out.println(MARK + key + "=" + value);
    }

    @Override
    public String hear(String key) throws InterruptedException {
      return mail.take(key, HEAR_TIMEOUT_NANOS);
    }
  }
}
