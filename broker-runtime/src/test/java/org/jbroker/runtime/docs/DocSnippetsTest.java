package org.jbroker.runtime.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/** Compiles every block of Java in the pages, and runs those that are marked so. */
@NoLeaks
class DocSnippetsTest {

  private static final String PORT_IN_PAGES = "9999";

  /** The log of the tests goes to standard output, too, among what the snippets print. */
  private static final TurboFilter SILENCE =
      new TurboFilter() {
        @Override
        public FilterReply decide(
            Marker marker, Logger logger, Level level, String format, Object[] args, Throwable t) {
          return FilterReply.DENY;
        }
      };

  @TempDir static Path directory;
  private static PongPeer peer;
  private static List<Snippet> snippets;
  private static List<String> faults;

  /** All at once: starting the compiler is what takes time. */
  @BeforeAll
  static void compile() throws IOException {
    logContext().addTurboFilter(SILENCE);
    peer = new PongPeer();
    snippets =
        MarkdownPage.all().stream()
            .flatMap(page -> page.snippets().stream())
            .filter(snippet -> !snippet.isForAnotherModule())
            .toList();
    faults =
        SnippetCompiler.compile(
            snippets.stream().map(DocSnippetsTest::withRealPort).toList(), directory);
  }

  @AfterAll
  static void closePeer() {
    peer.close();
    logContext().getTurboFilterList().remove(SILENCE);
  }

  private static LoggerContext logContext() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }

  private static Snippet withRealPort(Snippet snippet) {
    String port = String.valueOf(peer.port());
    return snippet.isRun()
        ? snippet.withCode(snippet.code().replace(PORT_IN_PAGES, port))
        : snippet;
  }

  @Test
  void everySnippetCompilesWithoutAWarning() {
    assertThat(snippets).hasSizeGreaterThan(20);
    assertThat(faults).isEmpty();
  }

  @Test
  void readmeBeginsWithTheProgramThatIsBuiltOutsideTheReactor() throws IOException {
    Snippet first = MarkdownPage.read(MarkdownPage.ROOT.resolve("README.md")).snippets().get(0);

    assertThat(first.isRun()).isTrue();
    assertThat(first.code())
        .isEqualTo(
            """
            try (var endpoint = Endpoint.open();
                var events = endpoint.subscriber("/topic/test")) {
              endpoint.peer("127.0.0.1", 9999); // Zeek, a C++ Broker, or another Java program
              endpoint.publish("/topic/test", new ZeekEvent("ping", 1));
              System.out.println(ZeekEvent.from(events.get().data()));
            }""");
  }

  @Test
  void blocksThatShowOutputAreRun() {
    assertThat(snippets).filteredOn(s -> s.output().isPresent()).allMatch(Snippet::isRun);
  }

  @TestFactory
  Stream<DynamicTest> runsTheMarkedSnippets() {
    return snippets.stream()
        .filter(Snippet::isRun)
        .map(snippet -> dynamicTest(snippet.toString(), () -> run(snippet)));
  }

  private static void run(Snippet snippet) throws Exception {
    String printed = printedBy(snippet);
    if (snippet.output().isPresent()) {
      assertThat(printed.strip()).isEqualTo(snippet.output().get());
    }
  }

  private static String printedBy(Snippet snippet) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    URL[] classes = {directory.toUri().toURL()};
    try (URLClassLoader loader =
            new URLClassLoader(classes, DocSnippetsTest.class.getClassLoader());
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setOut(out);
      Class<?> program = loader.loadClass(snippet.packageName() + "." + snippet.className());
      call(program, snippet.takesEndpoint());
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static void call(Class<?> program, boolean takesEndpoint) throws Exception {
    String[] noArguments = {};
    if (!takesEndpoint) {
      Method main = program.getDeclaredMethod("main", String[].class);
      main.setAccessible(true);
      main.invoke(null, (Object) noArguments);
      return;
    }
    Method main = program.getDeclaredMethod("main", Endpoint.class, String[].class);
    main.setAccessible(true);
    EndpointOptions options = EndpointOptions.builder().ignoreBrokerConf(true).build();
    try (Endpoint endpoint = Endpoint.open(options)) {
      assertThat(endpoint.peer("127.0.0.1", peer.port())).isTrue();
      main.invoke(null, endpoint, noArguments);
    }
  }
}
