package org.jbroker.tools.node;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jbroker.Endpoint;
import org.jbroker.store.Backend;
import org.jbroker.store.Store;
import org.jbroker.tools.cli.Lines;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The data stores that a node holds. */
final class StoreOptions {

  private static final String SQLITE = "sqlite:";

  /** A master to attach. */
  private record Master(String name, Backend backend) {}

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--master",
      paramLabel = "NAME[=BACKEND]",
      description =
          "Hold the master of a data store, in memory (the default) or sqlite:PATH; repeatable.")
  private List<String> masters = new ArrayList<>();

  @Option(
      names = "--clone",
      paramLabel = "NAME",
      description = "Hold a clone of a data store; repeatable.")
  private List<String> clones = new ArrayList<>();

  /** Whether there is none. */
  boolean isEmpty() {
    return masters.isEmpty() && clones.isEmpty();
  }

  /**
   * Checks what is written in the options.
   *
   * @throws ParameterException naming the option that is wrong
   */
  void validate() {
    masters.forEach(this::master);
    if (clones.contains("")) {
      throw wrong("--clone", "a store has a name");
    }
  }

  /** Attaches all of them and says so. Closed with the endpoint. */
  List<Store> attach(Endpoint endpoint, Consumer<String> line) {
    List<Store> stores = new ArrayList<>();
    for (String text : masters) {
      Master master = master(text);
      stores.add(endpoint.attachMaster(master.name(), master.backend()));
      line.accept(Lines.clean("master of " + master.name() + " in " + master.backend()));
    }
    for (String name : clones) {
      stores.add(endpoint.attachClone(name));
      line.accept(Lines.clean("clone of " + name));
    }
    return stores;
  }

  private Master master(String text) {
    int equals = text.indexOf('=');
    String name = equals < 0 ? text : text.substring(0, equals);
    String backend = equals < 0 ? "memory" : text.substring(equals + 1);
    if (name.isEmpty()) {
      throw wrong("--master", "a store has a name");
    } else if (backend.equals("memory")) {
      return new Master(name, Backend.memory());
    } else if (backend.startsWith(SQLITE) && backend.length() > SQLITE.length()) {
      return new Master(name, Backend.sqlite(path(backend.substring(SQLITE.length()))));
    } else if (backend.startsWith("rocksdb")) {
      throw wrong("--master", "there is no RocksDB backend; use sqlite:PATH");
    }
    throw wrong("--master", "expected memory or sqlite:PATH, not \"" + backend + "\"");
  }

  private Path path(String text) {
    try {
      return Path.of(text);
    } catch (java.nio.file.InvalidPathException e) {
      throw wrong("--master", e.getMessage());
    }
  }

  private ParameterException wrong(String option, String why) {
    return new ParameterException(
        spec.commandLine(), "Invalid value for option '" + option + "': " + why);
  }
}
