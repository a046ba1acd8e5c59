package org.jbroker.supervisor.client;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The command line that runs another main class in the Java that runs this program, with its class
 * path or its module path.
 */
public final class JavaCommand {

  /** A supervisor is small, starts fast, and does little: it needs neither heap nor compiler. */
  private static final List<String> JVM_OPTIONS =
      List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private JavaCommand() {}

  /** The command for a main class. Paths in it are absolute: it may run anywhere. */
  public static List<String> of(Class<?> mainClass) {
    Module module = mainClass.getModule();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_OPTIONS);
    String modulePath = System.getProperty("jdk.module.path", "");
    String classPath = System.getProperty("java.class.path", "");
    if (!modulePath.isEmpty()) {
      command.addAll(List.of("--module-path", absolute(modulePath)));
    }
    if (!classPath.isEmpty()) {
      command.addAll(List.of("-cp", absolute(classPath)));
    }
    if (module.isNamed()) {
      command.addAll(List.of("-m", module.getName() + "/" + mainClass.getName()));
    } else {
      command.add(mainClass.getName());
    }
    return command;
  }

  /** An empty entry of a path means the working directory. */
  private static String absolute(String path) {
    return Arrays.stream(path.split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
