package org.jbroker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jbroker.BrokerException;
import org.jbroker.Endpoint;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compiles the blocks of Java in docs/cluster.md against the API and this module, without warnings,
 * and runs those that are marked so.
 */
@NoLeaks(ignoreThreads = TestCluster.NETTY_SHARED)
class ClusterSnippetsTest {

  private static final Pattern BLOCK =
      Pattern.compile(
          "(?m)^(?:<!-- snippet: ([\\w ,]+) -->\n)?```java\n((?:(?!```).*\n)*)```\n"
              + "(?:\n<!-- snippet: output -->\n```text\n((?:(?!```).*\n)*)```\n)?");

  private static final String PORT_ON_THE_PAGE = "47761";

  private static final String IMPORTS =
      "import org.jbroker.*; import org.jbroker.cluster.*; import org.jbroker.cluster.log.*;"
          + " import org.jbroker.data.*;"
          + " import org.jbroker.data.Vector; import org.jbroker.store.*; import org.jbroker.zeek.*;"
          + " import java.nio.file.*; import java.time.*; import java.util.*;"
          + " import java.util.concurrent.*;";

  /** A block of the page. */
  private record Block(int number, String marks, String code, String output) {

    boolean isRun() {
      return marks.contains("run");
    }

    String className() {
      return "Block" + number;
    }

    String source() {
      return IMPORTS
          + " class "
          + className()
          + " { static void main(String[] args) throws Exception {\n"
          + code
          + "}}\n";
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(Block block) {
      super(URI.create("string:///" + block.className() + ".java"), Kind.SOURCE);
      text = block.source();
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static List<Block> blocks;

  @TempDir Path directory;

  @BeforeAll
  static void read() throws IOException {
    Path base = Path.of(System.getProperty("basedir", "."));
    String page = Files.readString(base.resolve("../docs/cluster.md"));
    blocks = new ArrayList<>();
    for (MatchResult match : BLOCK.matcher(page).results().toList()) {
      String marks = match.group(1) == null ? "" : match.group(1);
      String output = match.group(3) == null ? "" : match.group(3);
      blocks.add(new Block(blocks.size(), marks, match.group(2), output));
    }
  }

  private static String jar(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> compile(List<Block> sources) {
    DiagnosticCollector<JavaFileObject> faults = new DiagnosticCollector<>();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String classPath =
        jar(Endpoint.class) + System.getProperty("path.separator") + jar(Cluster.class);
    List<String> options =
        List.of("-Xlint:all", "-proc:none", "-classpath", classPath, "-d", directory.toString());
    compiler
        .getTask(null, null, faults, options, null, sources.stream().map(Source::new).toList())
        .call();
    return faults.getDiagnostics().stream().map(ClusterSnippetsTest::describe).toList();
  }

  private static String describe(Diagnostic<? extends JavaFileObject> fault) {
    return fault.getSource() + ":" + fault.getLineNumber() + ": " + fault.getMessage(Locale.ROOT);
  }

  @Test
  void everyBlockIsMarkedAndCompilesWithoutAWarning() {
    assertThat(blocks).hasSizeGreaterThan(2).allMatch(block -> block.marks().contains("cluster"));
    assertThat(compile(blocks)).isEmpty();
  }

  @Test
  void blocksPrintWhatThePageSays() throws Exception {
    List<Block> run = blocks.stream().filter(Block::isRun).toList();
    assertThat(run).isNotEmpty();
    for (Block block : run) {
      assertThat(printedBy(block)).isEqualTo(block.output());
    }
  }

  /** The port may be taken between the probe and the program: then there is another try. */
  private String printedBy(Block block) throws Exception {
    for (int attempt = 0; ; attempt++) {
      String code = block.code().replace(PORT_ON_THE_PAGE, String.valueOf(freePort()));
      assertThat(compile(List.of(new Block(block.number(), block.marks(), code, "")))).isEmpty();
      try {
        return run(block.className());
      } catch (InvocationTargetException e) {
        if (!(e.getCause() instanceof BrokerException) || attempt == 5) {
          throw e;
        }
      }
    }
  }

  private String run(String className) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    URL[] classes = {directory.toUri().toURL()};
    try (URLClassLoader loader =
            new URLClassLoader(classes, ClusterSnippetsTest.class.getClassLoader());
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setOut(out);
      Method main = loader.loadClass(className).getDeclaredMethod("main", String[].class);
      main.setAccessible(true);
      String[] none = {};
      main.invoke(null, (Object) none);
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(TestCluster.HOST))) {
      return socket.getLocalPort();
    }
  }
}
