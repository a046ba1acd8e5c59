package org.jbroker.runtime.docs;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jbroker.Endpoint;

/** Compiles snippets as strictly as the library itself, against the API alone. Stateless. */
final class SnippetCompiler {

  private static final class Source extends SimpleJavaFileObject {
    private final Snippet snippet;

    Source(Snippet snippet) {
      super(
          URI.create(
              "string:///"
                  + snippet.packageName().replace('.', '/')
                  + "/"
                  + snippet.className()
                  + ".java"),
          Kind.SOURCE);
      this.snippet = snippet;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return snippet.source();
    }
  }

  private static final int RELEASE = 17;

  private SnippetCompiler() {}

  /** Compiles into a directory and returns what the compiler finds fault with. */
  static List<String> compile(List<Snippet> snippets, Path directory) {
    DiagnosticCollector<JavaFileObject> faults = new DiagnosticCollector<>();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> options =
        new ArrayList<>(List.of("-Xlint:all", "-proc:none", "-classpath", api(), "-d"));
    options.add(directory.toString());
    if (Runtime.version().feature() != RELEASE) {
      options.addAll(List.of("--release", String.valueOf(RELEASE)));
    }
    List<Source> sources = snippets.stream().map(Source::new).toList();
    compiler.getTask(null, null, faults, options, null, sources).call();
    return faults.getDiagnostics().stream().map(SnippetCompiler::describe).toList();
  }

  /** What programs compile against: the API and nothing else. */
  private static String api() {
    try {
      return Path.of(Endpoint.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String describe(Diagnostic<? extends JavaFileObject> fault) {
    String place = "";
    if (fault.getSource() instanceof Source source) {
      long line = source.snippet.line() + fault.getLineNumber() - 1;
      place = source.snippet.page() + ":" + line + ": ";
    }
    return place + fault.getKind() + ": " + fault.getMessage(Locale.ROOT);
  }
}
