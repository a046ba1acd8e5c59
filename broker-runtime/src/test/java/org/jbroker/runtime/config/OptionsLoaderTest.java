package org.jbroker.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jbroker.EndpointId;
import org.jbroker.EndpointOptions;
import org.jbroker.PeerOverflow;
import org.jbroker.TlsOptions;
import org.jbroker.Verbosity;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources, their order, and what is said about wrong ones. */
class OptionsLoaderTest {

  private final List<String> warnings = new ArrayList<>();
  @TempDir Path directory;
  private Path conf;

  @BeforeEach
  void name() {
    conf = directory.resolve("broker.conf");
  }

  private OptionsLoader loader(String... variables) {
    Map<String, String> environment =
        variables.length == 0 ? Map.of() : Map.of(variables[0], variables[1]);
    return new OptionsLoader(directory, environment, warnings::add);
  }

  private EndpointOptions fromFile(String text) throws IOException {
    Files.writeString(conf, text);
    return loader().load();
  }

  @Test
  void hasTheDefaultsWithoutAnySource() {
    assertThat(loader().load()).usingRecursiveComparison().isEqualTo(EndpointOptions.defaults());
    assertThat(warnings).isEmpty();
  }

  @Test
  void takesTheManualsExample() throws IOException {
    EndpointOptions options = fromFile(ConfigParserTest.MANUAL);
    assertThat(options.consoleVerbosity()).isEqualTo(Verbosity.INFO);
    assertThat(options.fileVerbosity()).isEqualTo(Verbosity.DEBUG);
    assertThat(warnings).isEmpty();
  }

  @Test
  void setsEveryOptionFromTheFile() throws IOException {
    String id = "01234567-89ab-4def-8123-456789abcdef";
    EndpointOptions expected =
        EndpointOptions.builder()
            .name("worker-1")
            .id(EndpointId.of(id))
            .forward(false)
            .ttl(4)
            .propagateSubscriptions(true)
            .treeTopology(true)
            .localDelivery(true)
            .peerBufferSize(1)
            .peerBufferBytes(5_000_000_000L)
            .peerOverflow(PeerOverflow.DROP_NEWEST)
            .subscriberBufferSize(2)
            .subscriberBufferBytes(6_000_000_000L)
            .handshakeTimeout(Duration.ofSeconds(1))
            .heartbeatInterval(Duration.ofMillis(500))
            .drainTimeout(Duration.ZERO)
            .maxFrameBytes(4096)
            .maxDataDepth(9)
            .maxElements(10)
            .maxPeers(11)
            .maxPendingHandshakes(12)
            .maxProtocolVersion(1)
            .ioThreads(2)
            .useRealTime(false)
            .consoleVerbosity(Verbosity.ERROR)
            .fileVerbosity(Verbosity.TRACE)
            .logFile("x.log")
            .build();
    EndpointOptions options =
        fromFile(
            """
            broker {
              name = "worker-1"
              id = '%s'
              forward = false
              ttl = 4
              propagate-subscriptions = true
              tree-topology = true
              local-delivery = true
              peer-buffer-size = 1
              peer-buffer-bytes = 5000000000
              peer-overflow = 'drop-newest'
              subscriber-buffer-size = 2
              subscriber-buffer-bytes = 6000000000
              handshake-timeout = 1s
              heartbeat-interval = 500ms
              drain-timeout = 0s
              max-frame-bytes = 0x1000
              max-data-depth = 9
              max-elements = 10
              max-peers = 11
              max-pending-handshakes = 12
              max-protocol-version = 1
              io-threads = 2
              use-real-time = false
            }
            logger.console-verbosity = 'ERROR'
            logger { file-verbosity = 'trace', file-name = 'x.log' }
            """
                .formatted(id));
    assertThat(options).usingRecursiveComparison().isEqualTo(expected);
    assertThat(warnings).isEmpty();
  }

  @Test
  void takesTheSpellingsOfTheCppBroker() throws IOException {
    EndpointOptions options =
        fromFile(
            """
            broker.disable-forwarding = true
            broker.disable-ssl = true
            broker.peer-overflow-policy = 'drop_newest'
            caf.logger { console.verbosity = 'info', file { path = 'y', verbosity = 'error' } }
            """);
    assertThat(options.forward()).isFalse();
    assertThat(options.peerOverflow()).isEqualTo(PeerOverflow.DROP_NEWEST);
    assertThat(options.consoleVerbosity()).isEqualTo(Verbosity.INFO);
    assertThat(options.fileVerbosity()).isEqualTo(Verbosity.ERROR);
    assertThat(options.logFile()).isEqualTo("y");
    assertThat(warnings).isEmpty();
  }

  @Test
  void overridesFileByEnvironmentAndThatByArguments() throws IOException {
    Files.writeString(conf, "logger.console-verbosity = 'info'\nbroker.ttl = 3");
    OptionsLoader loader = loader("BROKER_CONSOLE_VERBOSITY", "debug");
    assertThat(loader.load().consoleVerbosity()).isEqualTo(Verbosity.DEBUG);
    EndpointOptions options = loader.load("--console-verbosity=error", "--ttl=4", "--broker.ttl=5");
    assertThat(options.consoleVerbosity()).isEqualTo(Verbosity.ERROR);
    assertThat(options.ttl()).isEqualTo(5);
  }

  @Test
  void readsAnotherFileThatMustExist() throws IOException {
    Files.writeString(conf, "broker.ttl = 3");
    Files.writeString(directory.resolve("other.conf"), "broker.name = 'x'");
    EndpointOptions options = loader().load("--config-file=other.conf");
    assertThat(options.name()).isEqualTo("x");
    assertThat(options.ttl()).isEqualTo(20);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loader().load("--config-file=none.conf"))
        .withMessageContaining("cannot read " + directory.resolve("none.conf"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loader().load("--config-file"))
        .withMessageContaining("--config-file=VALUE");
  }

  @Test
  void refusesAFileThatIsTooLargeOrNoUtf8OrADirectory() throws IOException {
    Files.writeString(conf, " ".repeat(ConfigFile.MAX_BYTES));
    assertThat(loader().load().ttl()).isEqualTo(20);
    Files.writeString(conf, " ".repeat(ConfigFile.MAX_BYTES + 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loader().load())
        .withMessage(conf + " is larger than 1048576 bytes");
    Files.write(conf, "a = 1\n'\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loader().load())
        .withMessage(conf + ":2:2: expected UTF-8 text");
    Files.delete(conf);
    Files.createDirectory(conf);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loader().load())
        .withMessageStartingWith("cannot read " + conf);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "broker.ttl = 0|broker.ttl = 0: ttl is 1 to 65535",
        "broker.ttl = 99999999999|broker.ttl = 99999999999: ttl is 1 to 65535",
        "broker.max-peers = 99999999999|broker.max-peers = 99999999999: the largest value is 2147483647",
        "broker.ttl = 1.5|broker.ttl = 1.5: expected a whole number",
        "broker.ttl = [1]|broker.ttl = a list: expected a whole number",
        "broker.forward = 1|broker.forward = 1: expected true or false",
        "broker.disable-ssl = 'x'|broker.disable-ssl = 'x': expected true, false, a number, a duration such as 5s, or a string in quotes",
        "broker.heartbeat-interval = 5|broker.heartbeat-interval = 5: expected a duration: a whole number with ns, us, ms, s, min or h, such as 5s",
        "broker.heartbeat-interval = 0s|broker.heartbeat-interval = PT0S: heartbeatInterval is PT0.001S to PT8760H",
        "broker.max-protocol-version = 2|broker.max-protocol-version = 2: maxProtocolVersion is 1 or 64",
        "broker.name = 4|broker.name = 4: expected a string in quotes",
        "broker.id = 'x'|broker.id = 'x': an endpoint id is a UUID of 36 characters",
        "broker.peer-overflow = 'x'|broker.peer-overflow = 'x': expected one of disconnect, drop-newest, drop-oldest",
        "logger.file-verbosity = 'loud'|logger.file-verbosity = 'loud': \"loud\" is no verbosity: trace, debug, info, warning, error or quiet",
        "broker.tll = 4|unknown key broker.tll; the nearest is broker.ttl",
        "broker.ssl.keys = 4|unknown key broker.ssl.keys; the nearest is broker.ssl.key",
        "broker = 4|unknown key broker; the nearest is broker.id"
      })
  void namesKeyPlaceAndWhatIsAllowed(String line, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fromFile("# first line\n  " + line + "\n"))
        .withMessage(conf + ":2:3: " + message);
  }

  @Test
  void refusesAWrongValueAlsoWhereItIsOverridden() throws IOException {
    Files.writeString(conf, "broker.ttl = 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loader().load("--ttl=4"))
        .withMessageContaining("broker.conf:1:1");
  }

  @Test
  void warnsOnceAboutEachKeyWithoutEffect() throws IOException {
    fromFile(
        """
        logger.component-blacklist = []
        scheduler { max-threads = 2 }
        caf.scheduler.max-threads = 2
        broker.metrics.export.topic = '/x'
        broker.recording-directory = '/x'
        my-program.color = 'red'
        logger.file-verbosty = 'info'
        """);
    assertThat(loader().load("--caf.scheduler.max-threads=3").ttl()).isEqualTo(20);
    List<String> expected =
        List.of(
            ":1:1: logger.component-blacklist is a key of the C++ Broker that has no effect here",
            ":2:13: scheduler.max-threads is a key of the C++ Broker that has no effect here",
            ":3:1: caf.scheduler.max-threads is a key of the C++ Broker that has no effect here",
            ":4:1: broker.metrics.export.topic is a key of the C++ Broker that has no effect here",
            ":5:1: broker.recording-directory is a key of the C++ Broker that has no effect here",
            ":6:1: my-program.color is no key of Broker and has no effect",
            ":7:1: logger.file-verbosty is no key of Broker and has no effect; did you mean"
                + " logger.file-verbosity?");
    List<String> twice = new ArrayList<>(expected);
    twice.addAll(expected);
    assertThat(warnings).containsExactlyElementsOf(twice.stream().map(w -> conf + w).toList());
  }

  @Test
  void warnsWhenAFileSetsAKeyTwice() throws IOException {
    assertThat(fromFile("broker { ttl = 3 }\nbroker.ttl = 4").ttl()).isEqualTo(4);
    assertThat(warnings)
        .containsExactly(conf + ":2:1: broker.ttl overrides the value at " + conf + ":1:10");
  }

  @Test
  void tlsIsOffUnlessASourceAsksForIt() throws IOException {
    assertThat(loader().load().tls()).isEqualTo(TlsOptions.off());
    assertThat(loader().load("--disable-ssl").tls()).isEqualTo(TlsOptions.off());
    assertThat(fromFile("broker.disable-ssl = false").tls()).isEqualTo(TlsOptions.anonymous());
    assertThat(loader().load("--disable-ssl").tls()).isEqualTo(TlsOptions.off());
    assertThat(loader().load("--broker.ssl.cafile=").tls()).isEqualTo(TlsOptions.anonymous());
    assertThat(warnings).isEmpty();
  }

  @Test
  void collectsTheKeysOfTlsFromAllSources() throws IOException {
    Files.writeString(
        conf,
        """
        broker.ssl {
          certificate = 'c.pem'
          key = 'k.pem'
          capath = '/etc/cas'
          passphrase = 'from the file'
        }
        """);
    TlsOptions.Builder expected =
        TlsOptions.builder()
            .certificate(Path.of("c.pem"))
            .key(Path.of("k.pem"))
            .caFolder(Path.of("/etc/cas"))
            .passphrase("from the file");
    assertThat(loader().load().tls()).isEqualTo(expected.build());
    assertThat(
            loader()
                .load("--ssl.cafile=ca.pem", "--broker.ssl.passphrase=x", "--ssl.verify-hostname")
                .tls())
        .isEqualTo(expected.caFile(Path.of("ca.pem")).passphrase("x").verifyHostname(true).build());
    assertThat(loader().load("--disable-ssl").tls()).isEqualTo(TlsOptions.off());
    assertThat(warnings).isEmpty();
  }

  @Test
  void refusesHalfOfTlsAndNeverShowsThePassphrase() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fromFile("broker.ssl.cafile = 'ca.pem'"))
        .withMessage(
            conf
                + ":1:1: broker.ssl.cafile: TLS with certificates is mutual: it needs a certificate,"
                + " its key, and a CA file or folder; there is no certificate");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fromFile("broker.ssl.verify-hostname = true"))
        .withMessageContaining("there is no certificate");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fromFile("broker.ssl.passphrase = 4711"))
        .withMessage(conf + ":1:1: broker.ssl.passphrase: expected a string in quotes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fromFile("broker.ssl.passphrase = 'secret'"))
        .withMessageContaining("broker.ssl.passphrase: ")
        .withMessageNotContaining("secret");
  }

  @Test
  void readsVariablesAndNamesAWrongOne() {
    assertThat(loader("BROKER_FILE_VERBOSITY", "warning").load().fileVerbosity())
        .isEqualTo(Verbosity.WARNING);
    assertThat(loader("BROKER_FILE_VERBOSITY", "").load().fileVerbosity())
        .isEqualTo(Verbosity.QUIET);
    assertThat(loader("BROKER_WEB_SOCKET_PORT", "9997").load().webSocketPort()).hasValue(9997);
    assertThat(loader("BROKER_WEB_SOCKET_PORT", "9997/tcp").load().webSocketPort()).hasValue(9997);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loader("BROKER_WEB_SOCKET_PORT", "9997/udp").load())
        .withMessageStartingWith("environment variable BROKER_WEB_SOCKET_PORT: ");
    assertThat(warnings).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loader("BROKER_CONSOLE_VERBOSITY", "loud").load())
        .withMessageStartingWith("environment variable BROKER_CONSOLE_VERBOSITY: ")
        .withMessageContaining("trace, debug, info, warning, error or quiet");
    loader("BROKER_METRICS_PORT", "1").load();
    assertThat(warnings)
        .containsExactly("environment variable BROKER_METRICS_PORT has no effect here");
  }

  @Test
  void readsArgumentsInTheHabitsOfTheCppTools() {
    EndpointOptions options =
        loader()
            .load(
                "--name=a=b",
                "--local-delivery",
                "--forward=false",
                "--broker.heartbeat-interval=2s",
                "--logger.file-name=f",
                "--disable-ssl",
                "--peer-overflow=disconnect");
    assertThat(options.name()).isEqualTo("a=b");
    assertThat(options.localDelivery()).isTrue();
    assertThat(options.forward()).isFalse();
    assertThat(options.heartbeatInterval()).isEqualTo(Duration.ofSeconds(2));
    assertThat(options.logFile()).isEqualTo("f");
    assertThat(options.peerOverflow()).isEqualTo(PeerOverflow.DISCONNECT);
  }

  @ParameterizedTest
  @CsvSource({
    "--tll=4, unknown argument '--tll'; the nearest is --ttl",
    "--broker.tll=4, unknown argument '--broker.tll'; the nearest is --broker.ttl",
    "--config-fil=x, unknown argument '--config-fil'; the nearest is --config-file",
    "ttl=4, unknown argument 'ttl'; the nearest is --ttl",
    "--, unknown argument '--'; the nearest is --id",
    "--ttl, argument --ttl takes a value behind '=': --ttl=VALUE",
    "--ttl=x, 'argument --ttl: broker.ttl = ''x'': expected true, false, a number, a duration such"
        + " as 5s, or a string in quotes'",
    "--ttl=0, argument --ttl: broker.ttl = 0: ttl is 1 to 65535"
  })
  void namesAWrongArgument(String argument, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loader().load(argument))
        .withMessage(message.replace("broker.ttl = 0", "broker.ttl = '0'"));
  }

  @Test
  void keepsTheArgumentsOfOthers() {
    OptionsLoader.Loaded loaded =
        loader()
            .loadAndKeepRest(
                "node",
                "--ttl=4",
                "--peer",
                "host:1",
                "--forward",
                "--ttl",
                "5",
                "--console=x",
                "--",
                "--ttl=6");
    assertThat(loaded.options().ttl()).isEqualTo(4);
    assertThat(loaded.rest())
        .containsExactly("node", "--peer", "host:1", "--ttl", "5", "--console=x", "--", "--ttl=6");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--broker.tll=4", "--broker.ttl"})
  void refusesWrongArgumentsOfOursAlsoWhenItKeepsOthers(String argument) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loader().loadAndKeepRest(argument))
        .withMessageContaining(argument.substring(0, 11));
  }

  @Test
  void countsEdits() {
    assertThat(NearestName.edits("", "abc")).isEqualTo(3);
    assertThat(NearestName.edits("kitten", "sitting")).isEqualTo(3);
    assertThat(NearestName.edits("same", "same")).isZero();
    assertThat(NearestName.ifClose("zzzzzz", List.of("abcdef"))).isEmpty();
  }
}
