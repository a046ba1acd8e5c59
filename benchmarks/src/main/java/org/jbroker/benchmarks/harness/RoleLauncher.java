package org.jbroker.benchmarks.harness;

import java.util.Map;

/** Starts roles: each in a process of its own, or, for tests of the harness, in a thread. */
public interface RoleLauncher {

  /**
   * Starts a role.
   *
   * @param arguments what {@link RoleContext#argument} gives it
   * @param jvmOptions options of its JVM, if it gets one, behind the launcher's own
   */
  RoleHandle launch(
      Class<? extends Role> role, Map<String, String> arguments, String... jvmOptions);
}
