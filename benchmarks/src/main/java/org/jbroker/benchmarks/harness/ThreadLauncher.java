package org.jbroker.benchmarks.harness;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Starts each role as a thread of this JVM: for tests that look whether a benchmark does what it
 * says. What it measures of a process is then that of all roles together.
 */
public final class ThreadLauncher implements RoleLauncher {

  private final long timeoutNanos;

  /** A launcher whose handles wait for {@code timeout}. */
  public ThreadLauncher(Duration timeout) {
    timeoutNanos = timeout.toNanos();
  }

  @Override
  public RoleHandle launch(
      Class<? extends Role> role, Map<String, String> arguments, String... jvmOptions) {
    return new Handle(role, arguments, timeoutNanos);
  }

  private static final class Handle implements RoleHandle, RoleContext {

    private final Map<String, String> arguments;
    private final long timeoutNanos;
    private final Mail toRole = new Mail();
    private final Mail toStarter = new Mail();
    private final Thread thread;

    Handle(Class<? extends Role> role, Map<String, String> arguments, long timeoutNanos) {
      this.arguments = Map.copyOf(arguments);
      this.timeoutNanos = timeoutNanos;
      thread = new Thread(() -> run(role), "role-" + role.getSimpleName());
      thread.setDaemon(true);
      thread.start();
    }

    private void run(Class<? extends Role> role) {
      try {
        role.getConstructor().newInstance().run(this);
        toStarter.end("the role has ended");
      } catch (Exception | Error e) {
        toStarter.end(RoleMain.describe(e));
      }
    }

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
      toStarter.put(key, String.valueOf(value));
    }

    @Override
    public String hear(String key) throws InterruptedException {
      return toRole.take(key, timeoutNanos);
    }

    @Override
    public String await(String key) throws InterruptedException {
      return toStarter.take(key, timeoutNanos);
    }

    @Override
    public void say(String key, Object value) {
      toRole.put(key, String.valueOf(value));
    }

    @Override
    public void close() {
      thread.interrupt();
      try {
        thread.join(TimeUnit.SECONDS.toMillis(20));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (thread.isAlive()) {
        throw new IllegalStateException(thread.getName() + " does not end");
      }
    }
  }
}
