package org.jbroker.tools.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jbroker.EndpointOptions;
import org.jbroker.data.Data;
import org.jbroker.spi.DecodeLimits;
import org.jbroker.store.Store;
import org.jbroker.store.StoreEvent;
import org.jbroker.tools.cli.CommonOptions;
import org.jbroker.tools.cli.Console;
import org.jbroker.tools.cli.InputLines;
import org.jbroker.tools.cli.Lines;
import org.jbroker.tools.cli.PeeringOptions;
import org.jbroker.tools.cli.Session;
import org.jbroker.tools.cli.ToolException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code broker store}: attaches a clone, waits for its first copy, runs one operation. */
@Command(
    name = "store",
    description = {
      "Reads, changes or watches a data store of the network, through a clone of its own.",
      "",
      "Keys and values: 5 is an int, 5c a count, 1.5 a real, T and F are bools, anything else is a"
          + " string. \"5\" in quotes (that reach the command) is a string, too. What begins with a"
          + " brace is JSON as in Zeek's WebSocket API, for values of all types:"
          + " {\"@data-type\":\"address\",\"data\":\"10.0.0.1\"}",
      "",
      "A write has succeeded when the master has acknowledged it. Masters skip what does not fit"
          + " the value that is there, without a word.",
      "What happens to the peerings goes to standard error."
    },
    footer = {
      "",
      "Operations:",
      "  get K            print the value; exit status 1 if there is none",
      "  put K V          store a value",
      "  erase K          remove an entry",
      "  increment K N    add to a number; a missing key counts as 0",
      "  keys, size       print the keys, one a line; print the number of entries",
      "  dump             print all entries, one a line: key, tab, value; sorted by key",
      "  watch            print what happens, one event a line, with tabs:",
      "                     insert K V, update K OLD NEW, erase K OLD, expire K OLD",
      "  import [FILE]    store the entries of a file or of standard input, one a line: key, tab,",
      "                     value; what 'dump --json' prints, or keys and values as above",
      "",
      "  broker node --listen 127.0.0.1:9999 --master visits=sqlite:visits.db",
      "  broker store --peer 127.0.0.1:9999 visits increment alice 1c"
    })
public final class StoreCommand implements Callable<Integer> {

  private static final double MAX_SECONDS = 1e9;
  private static final double NANOS_PER_SECOND = 1e9;

  private final Console console;
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Unmatched private List<String> unmatched = new ArrayList<>();
  @Mixin private PeeringOptions peering;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description =
          "How long to look for the master, and to wait for its acknowledgement"
              + " (default: ${DEFAULT-VALUE}).")
  private double timeoutSeconds = 10;

  @Option(
      names = "--expiry",
      paramLabel = "SECONDS",
      description = "Put, increment, import: entries end after this time (default: never).")
  private Double expirySeconds;

  @Option(
      names = "--json",
      description =
          "Get, keys, dump, watch: print keys and values as JSON, which keeps their types.")
  private boolean json;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      description = "Watch: end after N events (default: never).")
  private Long count;

  @Parameters(index = "0", paramLabel = "NAME", description = "The name of the store.")
  private String name;

  @Parameters(
      index = "1",
      paramLabel = "OPERATION",
      description = "${COMPLETION-CANDIDATES}; see below.")
  private Operation operation;

  @Parameters(
      index = "2..*",
      arity = "0..*",
      paramLabel = "K V",
      description = "Key, and value or amount; or a file.")
  private List<String> arguments = new ArrayList<>();

  private Fields fields;

  /** A command that prints here. */
  public StoreCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    EndpointOptions options = common.endpointOptions(unmatched, List.of());
    peering.validate();
    fields = new Fields(new DecodeLimits(options.maxDataDepth(), options.maxElements()), json);
    List<Data> operands = validOperands();
    requireReadableFile();
    Duration timeout = seconds(timeoutSeconds);
    try (Session session = new Session(options, console::err)) {
      Store store = session.endpoint().attachClone(name);
      session.connect(peering);
      if (!store.awaitIdle(timeout)) {
        throw new ToolException(
            "no master of the store " + name + " was found within " + text(timeoutSeconds) + " s");
      }
      if (operation == Operation.IMPORT) {
        importAll(store, timeout, options.maxFrameBytes());
      } else {
        run(store, operands, timeout);
      }
    }
    return ExitCode.OK;
  }

  private List<Data> validOperands() {
    require(!name.isEmpty(), "a store has a name");
    require(
        operation.takes(arguments.size()),
        "expected '" + operation.usage() + "', not " + arguments.size() + " arguments");
    require(
        timeoutSeconds > 0 && timeoutSeconds <= MAX_SECONDS,
        "Invalid value for option '--timeout': expected above 0, not " + timeoutSeconds);
    require(
        expirySeconds == null || operation.takesExpiry(),
        "option '--expiry' is for put, increment and import");
    require(
        expirySeconds == null || expirySeconds > 0 && expirySeconds <= MAX_SECONDS,
        "Invalid value for option '--expiry': expected above 0, not " + expirySeconds);
    require(!json || operation.printsData(), "option '--json' is for get, keys, dump and watch");
    require(count == null || operation == Operation.WATCH, "option '--count' is for watch");
    require(
        count == null || count > 0,
        "Invalid value for option '--count': expected above 0, not " + count);
    if (!operation.takesData()) {
      return List.of();
    }
    try {
      return arguments.stream()
          .map(text -> fields.parse(text.getBytes(StandardCharsets.UTF_8)))
          .toList();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** Before a network is needed. */
  private void requireReadableFile() {
    if (operation == Operation.IMPORT && !arguments.isEmpty()) {
      Path file = Path.of(arguments.get(0));
      if (!Files.isReadable(file) || Files.isDirectory(file)) {
        throw new ToolException("cannot read the file " + file);
      }
    }
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }

  private void run(Store store, List<Data> operands, Duration timeout) throws InterruptedException {
    switch (operation) {
      case GET -> print(store.get(operands.get(0)).orElseThrow(this::noSuchKey));
      case KEYS -> store.keys().stream().sorted().forEach(this::print);
      case SIZE -> console.out(Long.toString(store.size()));
      case DUMP ->
          store.snapshot().entrySet().stream()
              .sorted(Map.Entry.comparingByKey())
              .forEach(entry -> print(entry.getKey(), entry.getValue()));
      case WATCH -> watch(store);
      default -> write(store, operands, timeout);
    }
  }

  private ToolException noSuchKey() {
    return new ToolException("no such key: " + arguments.get(0));
  }

  private void write(Store store, List<Data> operands, Duration timeout) {
    Data key = operands.get(0);
    if (operation == Operation.ERASE) {
      store.erase(key);
    } else if (operation == Operation.PUT) {
      if (expirySeconds == null) {
        store.put(key, operands.get(1));
      } else {
        store.put(key, operands.get(1), seconds(expirySeconds));
      }
    } else if (expirySeconds == null) {
      store.increment(key, operands.get(1));
    } else {
      store.increment(key, operands.get(1), seconds(expirySeconds));
    }
    if (!store.flush(timeout)) {
      throw new ToolException(
          "the master did not acknowledge within "
              + text(timeoutSeconds)
              + " s; the entry may or may not be written");
    }
  }

  private void importAll(Store store, Duration timeout, int maxFrameBytes)
      throws IOException, InterruptedException {
    Optional<Duration> expiry = Optional.ofNullable(expirySeconds).map(StoreCommand::seconds);
    Importer importer =
        new Importer(store, fields, expiry, timeout, n -> console.progress(n + " entries"));
    try (InputStream file = arguments.isEmpty() ? null : open(arguments.get(0))) {
      // An entry travels in one frame, where it is hardly ever longer than as text.
      InputLines lines = new InputLines(file == null ? System.in : file, maxFrameBytes);
      long stored = importer.run(lines);
      console.clearProgress();
      console.out(stored + " entries");
    } finally {
      console.clearProgress();
    }
  }

  private static InputStream open(String file) {
    try {
      return Files.newInputStream(Path.of(file));
    } catch (IOException e) {
      throw new ToolException("cannot read the file " + file + ": " + e);
    }
  }

  private void watch(Store store) throws InterruptedException {
    EventQueue events = new EventQueue();
    store.events().subscribe(events);
    console.err("watching " + Lines.clean(name));
    long left = count == null ? Long.MAX_VALUE : count;
    Optional<StoreEvent> event = Optional.empty();
    while (left-- > 0 && (event = events.take()).isPresent()) {
      print(event.get());
    }
  }

  private void print(StoreEvent event) {
    String verb;
    if (event instanceof StoreEvent.Inserted) {
      verb = "insert";
    } else if (event instanceof StoreEvent.Updated) {
      verb = "update";
    } else if (event instanceof StoreEvent.Erased) {
      verb = "erase";
    } else {
      verb = "expire";
    }
    StringBuilder line = new StringBuilder(verb).append('\t').append(fields.print(event.key()));
    Stream.of(event.before(), event.after())
        .flatMap(Optional::stream)
        .forEach(value -> line.append('\t').append(fields.print(value)));
    console.out(line.toString());
  }

  private void print(Data... values) {
    console.out(String.join("\t", Stream.of(values).map(fields::print).toList()));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos((long) (seconds * NANOS_PER_SECOND));
  }

  private static String text(double seconds) {
    return seconds == Math.rint(seconds) ? Long.toString((long) seconds) : Double.toString(seconds);
  }
}
