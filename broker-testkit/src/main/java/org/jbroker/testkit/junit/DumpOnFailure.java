package org.jbroker.testkit.junit;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jbroker.testkit.SeededRandom;
import org.jbroker.testkit.process.TestProcess;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Prints states when a test fails, before its {@code @AfterEach} methods destroy them.
 *
 * <pre>
 *   &#64;RegisterExtension final DumpOnFailure dump = new DumpOnFailure();
 *
 *   &#64;Test void peersFindEachOther() {
 *     Endpoint a = dump.add("endpoint a", Endpoint.open());
 *     SeededRandom random = dump.random(42);
 * </pre>
 *
 * <p>Forgets everything after each test. What a try statement inside the test has closed is shown
 * as closed; a {@link TestProcess} keeps its output even then. A dump that throws is shown as its
 * exception and does not hide the failure. Thread-safe: {@code lock} guards the list; dumps run
 * outside of it.
 */
public final class DumpOnFailure
    implements TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler,
        AfterEachCallback {

  private record Dump(String name, Supplier<String> text) {}

  private final Object lock = new Object();
  private final List<Dump> dumps = new ArrayList<>();
  private final PrintStream out;

  /** Prints to the standard error stream. */
  public DumpOnFailure() {
    this(System.err);
  }

  /** Prints to a stream. */
  public DumpOnFailure(PrintStream out) {
    this.out = Objects.requireNonNull(out, "out");
  }

  /** Asks {@code text} for what to print if the test fails. */
  public void add(String name, Supplier<String> text) {
    synchronized (lock) {
      dumps.add(new Dump(name, Objects.requireNonNull(text, "text")));
    }
  }

  /** Prints {@code toString} of {@code subject} if the test fails; returns the subject. */
  public <T> T add(String name, T subject) {
    add(name, (Supplier<String>) () -> String.valueOf(subject));
    return subject;
  }

  /** Prints the output of {@code process} if the test fails; returns the process. */
  public TestProcess add(TestProcess process) {
    add(process.name(), process::dump);
    return process;
  }

  /** A new generator whose seed is printed if the test fails; see {@link SeededRandom#of}. */
  public SeededRandom random(long defaultSeed) {
    return add("random", SeededRandom.of(defaultSeed));
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    print(context, failure);
    throw failure;
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    print(context, failure);
    throw failure;
  }

  @Override
  public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    print(context, failure);
    throw failure;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    synchronized (lock) {
      dumps.clear();
    }
  }

  private void print(ExtensionContext context, Throwable failure) {
    List<Dump> shown;
    synchronized (lock) {
      shown = List.copyOf(dumps);
    }
    StringBuilder text = new StringBuilder();
    text.append("==== ").append(context.getDisplayName()).append(" failed: ").append(failure);
    for (Dump dump : shown) {
      text.append("\n---- ").append(dump.name()).append(":\n").append(ask(dump));
    }
    out.println(text.append("\n===="));
    out.flush();
  }

  private static String ask(Dump dump) {
    try {
      return dump.text().get();
    } catch (RuntimeException broken) {
      return "(no dump: " + broken + ")";
    }
  }
}
