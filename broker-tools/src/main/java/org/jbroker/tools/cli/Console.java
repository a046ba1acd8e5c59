package org.jbroker.tools.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Where a tool writes: whole lines in UTF-8, each handed to the system at once, so that what reads
 * a pipe sees an event when it happens and never half of one.
 *
 * <p>Thread-safe: {@code lock} orders lines. Writing to a pipe may block under it; whoever prints
 * has to wait then anyway.
 */
public final class Console {

  /** Set by the script that starts this: Java tells only if all streams are a terminal. */
  private static final String ERR_IS_TERMINAL = "broker.err.terminal";

  /** To the first column, and erase what is there. */
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final Object lock = new Object();
  private final OutputStream out;
  private final OutputStream err;
  private final boolean colour;
  private final boolean progress;
  private boolean progressShown;

  /**
   * A console on these streams that shows no progress.
   *
   * @param colour whether results may carry terminal colours
   */
  public Console(OutputStream out, OutputStream err, boolean colour) {
    this(out, err, colour, false);
  }

  /**
   * A console on these streams.
   *
   * @param colour whether results may carry terminal colours
   * @param progress whether {@code err} is a terminal, on which a line may be overwritten
   */
  public Console(OutputStream out, OutputStream err, boolean colour, boolean progress) {
    this.out = Objects.requireNonNull(out, "out");
    this.err = Objects.requireNonNull(err, "err");
    this.colour = colour;
    this.progress = progress;
  }

  /** The process's own streams; colours if they are a terminal and NO_COLOR is not set. */
  public static Console ofProcess() {
    boolean terminal = isTerminal(System.console());
    return new Console(
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        terminal && System.getenv("NO_COLOR") == null,
        terminal || Boolean.getBoolean(ERR_IS_TERMINAL));
  }

  /** Whether standard input and output of the process are a terminal. */
  public static boolean isInteractive() {
    return isTerminal(System.console());
  }

  /** Before Java 22 there is a console only on a terminal; since then it has to be asked. */
  private static boolean isTerminal(java.io.Console console) {
    if (console == null) {
      return false;
    }
    try {
      return (Boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException beforeJava22) {
      return true;
    } catch (ReflectiveOperationException unexpected) {
      return false;
    }
  }

  /** Whether lines may carry terminal colours. */
  public boolean hasColour() {
    return colour;
  }

  /**
   * Writes a line to standard output.
   *
   * @throws OutputClosedException if nobody reads it any more
   */
  public void out(String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    synchronized (lock) {
      try {
        out.write(bytes);
        out.flush();
      } catch (IOException e) {
        throw new OutputClosedException(e);
      }
    }
  }

  /** Writes a line to standard error. That nobody reads there any more is no failure. */
  public void err(String line) {
    synchronized (lock) {
      writeErr((progressShown ? CLEAR_LINE : "") + line + "\n");
      progressShown = false;
    }
  }

  /** Shows how far the work is, in place of what this showed last; on a terminal only. */
  public void progress(String text) {
    if (progress) {
      synchronized (lock) {
        writeErr(CLEAR_LINE + text);
        progressShown = true;
      }
    }
  }

  /** Removes what {@link #progress} showed. */
  public void clearProgress() {
    synchronized (lock) {
      if (progressShown) {
        writeErr(CLEAR_LINE);
        progressShown = false;
      }
    }
  }

  private void writeErr(String text) {
    try {
      err.write(text.getBytes(StandardCharsets.UTF_8));
      err.flush();
    } catch (IOException nobodyListens) {
      // There is no other place to report it to, and the work goes on.
    }
  }

  /** Standard output for texts of many lines. */
  public PrintWriter standardOutput() {
    return new PrintWriter(out, true, StandardCharsets.UTF_8);
  }

  /** Standard error for texts of many lines. */
  public PrintWriter standardError() {
    return new PrintWriter(err, true, StandardCharsets.UTF_8);
  }
}
