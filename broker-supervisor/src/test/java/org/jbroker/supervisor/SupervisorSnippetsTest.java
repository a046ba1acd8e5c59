package org.jbroker.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jbroker.Endpoint;
import org.jbroker.cluster.Cluster;
import org.jbroker.cluster.ClusterLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles the blocks of Java in docs/supervisor.md without warnings, and reads its layout. */
class SupervisorSnippetsTest {

  private static final Pattern BLOCK =
      Pattern.compile("(?m)^(<!-- snippet: supervisor -->\n)?```java\n((?:(?!```).*\n)*)```\n");

  private static final String IMPORTS =
      "import org.jbroker.*; import org.jbroker.cluster.*; import org.jbroker.supervisor.*;"
          + " import java.nio.file.*; import java.time.*; import java.util.*;";

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(int number, String code) {
      super(URI.create("string:///Block" + number + ".java"), Kind.SOURCE);
      text =
          IMPORTS
              + " class Block"
              + number
              + " { static void main(String[] args) throws Exception {\n"
              + code
              + "}}\n";
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  @TempDir Path directory;

  private static String page() throws IOException {
    return Files.readString(
        Path.of(System.getProperty("basedir", ".")).resolve("../docs/supervisor.md"));
  }

  private static String jar(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void everyBlockIsMarkedAndCompilesWithoutAWarning() throws IOException {
    List<Source> sources = new ArrayList<>();
    BLOCK
        .matcher(page())
        .results()
        .forEach(
            block -> {
              assertThat(block.group(1)).as(block.group()).isNotNull();
              sources.add(new Source(sources.size(), block.group(2)));
            });
    assertThat(sources).hasSizeGreaterThan(3);
    String classPath =
        Stream.of(Endpoint.class, Cluster.class, Supervisor.class)
            .map(SupervisorSnippetsTest::jar)
            .collect(Collectors.joining(File.pathSeparator));
    DiagnosticCollector<JavaFileObject> faults = new DiagnosticCollector<>();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> options =
        List.of("-Xlint:all", "-proc:none", "-classpath", classPath, "-d", directory.toString());
    compiler.getTask(null, null, faults, options, null, sources).call();
    assertThat(faults.getDiagnostics())
        .extracting(
            fault ->
                fault.getSource()
                    + ":"
                    + fault.getLineNumber()
                    + ": "
                    + fault.getMessage(Locale.ROOT))
        .isEmpty();
  }

  @Test
  void layoutOnThePageIsValid() throws IOException {
    String yaml = page().replaceFirst("(?s).*?\n```yaml\n(.*?)```.*", "$1");
    assertThat(ClusterLayout.parse(yaml).nodes())
        .containsOnlyKeys("manager", "logger-1", "proxy-1", "worker-1", "worker-2");
  }
}
