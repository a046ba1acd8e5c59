package org.jbroker.supervisor.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jbroker.TlsOptions;
import org.jbroker.supervisor.RuntimeDirectory;
import org.jbroker.supervisor.SupervisorOptions;
import org.jbroker.supervisor.SupervisorTopics;

/**
 * The command line of a supervisor: options, each once, as {@code --name value} or {@code
 * --name=value}.
 */
public final class MainArguments {

  /** What there is. */
  public static final String USAGE =
      String.join(
          "\n",
          "usage: supervisor --directory DIR [OPTION...]",
          "  --directory DIR            socket, state, logs and workers; created with mode 0700",
          "  --topic-prefix PREFIX      default bro/supervisor; today's Zeek: zeek/supervisor",
          "  --listen HOST:PORT         TCP beside the socket; needs the following",
          "  --tls-cert FILE            certificate, PEM",
          "  --tls-key FILE             its key, PEM",
          "  --tls-passphrase-file FILE of the key, if it has one",
          "  --tls-ca FILE              authority of the clients, PEM",
          "  --tls-ca-dir DIR           folder of such files",
          "  --help                     this text",
          "");

  private static final String HELP = "--help";
  private static final String DIRECTORY = "--directory";
  private static final String TOPIC_PREFIX = "--topic-prefix";
  private static final String LISTEN = "--listen";
  private static final String CERT = "--tls-cert";
  private static final String KEY = "--tls-key";
  private static final String PASSPHRASE_FILE = "--tls-passphrase-file";
  private static final String CA = "--tls-ca";
  private static final String CA_DIR = "--tls-ca-dir";
  private static final Set<String> NAMES =
      Set.of(DIRECTORY, TOPIC_PREFIX, LISTEN, CERT, KEY, PASSPHRASE_FILE, CA, CA_DIR);
  private static final int MAX_PORT = 0xFFFF;

  private final Map<String, String> values;
  private final boolean isHelp;

  private MainArguments(Map<String, String> values, boolean isHelp) {
    this.values = values;
    this.isHelp = isHelp;
  }

  /**
   * Reads arguments.
   *
   * @throws IllegalArgumentException if one is unknown, given twice or without a value
   */
  public static MainArguments parse(String... args) {
    Map<String, String> values = new TreeMap<>();
    Iterator<String> left = Arrays.asList(args).iterator();
    while (left.hasNext()) {
      String argument = left.next();
      if (argument.equals(HELP)) {
        return new MainArguments(values, true);
      }
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      if (!NAMES.contains(name)) {
        throw new IllegalArgumentException("there is no option " + name);
      }
      if (equals < 0 && !left.hasNext()) {
        throw new IllegalArgumentException(name + " needs a value");
      }
      String value = equals < 0 ? left.next() : argument.substring(equals + 1);
      if (values.put(name, value) != null) {
        throw new IllegalArgumentException(name + " is given twice");
      }
    }
    return new MainArguments(values, false);
  }

  /** Whether only help is wanted. */
  public boolean isHelp() {
    return isHelp;
  }

  /**
   * As options.
   *
   * @throws IllegalArgumentException if a value is wrong or one is missing; the text names it
   */
  public SupervisorOptions options() {
    String directory = values.get(DIRECTORY);
    if (directory == null || directory.isEmpty()) {
      throw new IllegalArgumentException(DIRECTORY + " is missing");
    }
    SupervisorOptions.Builder builder =
        SupervisorOptions.builder(RuntimeDirectory.at(Path.of(directory)));
    if (values.containsKey(TOPIC_PREFIX)) {
      builder.topics(SupervisorTopics.of(values.get(TOPIC_PREFIX)));
    }
    if (values.containsKey(LISTEN)) {
      builder.listener(listener(values.get(LISTEN)));
    } else if (values.keySet().stream().anyMatch(name -> name.startsWith("--tls-"))) {
      throw new IllegalArgumentException("--tls-... is for " + LISTEN + ", which is missing");
    }
    return builder.build();
  }

  private SupervisorOptions.Listener listener(String value) {
    int colon = value.lastIndexOf(':');
    String host = colon < 0 ? "" : value.substring(0, colon).replaceAll("^\\[(.*)\\]$", "$1");
    String port = value.substring(colon + 1);
    if (host.isEmpty() || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > MAX_PORT) {
      throw new IllegalArgumentException(LISTEN + " is not HOST:PORT: " + value);
    }
    if (!values.containsKey(CERT)
        || !values.containsKey(KEY)
        || !values.containsKey(CA) && !values.containsKey(CA_DIR)) {
      throw new IllegalArgumentException(
          LISTEN
              + " needs "
              + CERT
              + ", "
              + KEY
              + ", and "
              + CA
              + " or "
              + CA_DIR
              + ": whoever reaches a supervisor can run any program");
    }
    return new SupervisorOptions.Listener(host, Integer.parseInt(port), tls());
  }

  private TlsOptions tls() {
    TlsOptions.Builder tls =
        TlsOptions.builder().certificate(Path.of(values.get(CERT))).key(Path.of(values.get(KEY)));
    if (values.containsKey(CA)) {
      tls.caFile(Path.of(values.get(CA)));
    }
    if (values.containsKey(CA_DIR)) {
      tls.caFolder(Path.of(values.get(CA_DIR)));
    }
    if (values.containsKey(PASSPHRASE_FILE)) {
      tls.passphrase(passphrase(Path.of(values.get(PASSPHRASE_FILE))));
    }
    return tls.build();
  }

  private static String passphrase(Path file) {
    try {
      return Files.readString(file).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw new IllegalArgumentException(PASSPHRASE_FILE + ": " + e, e);
    }
  }
}
