package org.jbroker.tools.ctl;

import java.util.List;
import org.jline.reader.Parser;
import org.jline.reader.impl.DefaultParser;

/** Cuts lines into words: at spaces, but not within quotes; a backslash quotes one character. */
final class ShellWords {

  private ShellWords() {}

  /** What the shell's line editor parses with, too. */
  static DefaultParser parser() {
    DefaultParser parser = new DefaultParser();
    parser.setEofOnUnclosedQuote(true);
    return parser;
  }

  /**
   * The words of a line, none if it is empty or a comment, which begins with {@code #}.
   *
   * @throws org.jline.reader.SyntaxError if a quote is not closed
   */
  static List<String> split(String line) {
    String text = line.strip();
    return text.isEmpty() || text.startsWith("#")
        ? List.of()
        : parser().parse(text, text.length(), Parser.ParseContext.ACCEPT_LINE).words();
  }
}
