package org.jbroker.runtime.docs;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A block of Java in a page.
 *
 * @param page where it stands
 * @param line the line of the page on which its code begins, from 1
 * @param code its text
 * @param marks the words of the comment before it
 * @param output what it is said to print
 */
record Snippet(String page, int line, String code, Set<String> marks, Optional<String> output) {

  private static final String IMPORTS =
      "import org.jbroker.*; import org.jbroker.data.*; import org.jbroker.data.Vector;"
          + " import org.jbroker.store.*; import org.jbroker.zeek.*;"
          + " import java.nio.file.*; import java.time.*; import java.util.*;"
          + " import java.util.concurrent.*;";

  boolean isRun() {
    return marks.contains("run");
  }

  /** Whether it uses a module above the API, whose tests compile it then. */
  boolean isForAnotherModule() {
    return marks.contains("cluster") || marks.contains("supervisor");
  }

  boolean takesEndpoint() {
    return marks.contains("endpoint");
  }

  /** Whether it is a compilation unit as it stands; else it is the body of a method. */
  boolean isProgram() {
    return code.lines().anyMatch(line -> line.startsWith("public "));
  }

  String packageName() {
    return "snippets." + page.replaceAll("\\W", "_").toLowerCase(java.util.Locale.ROOT) + line;
  }

  String className() {
    if (!isProgram()) {
      return "Snippet";
    }
    return code.lines()
        .filter(line -> line.startsWith("public "))
        .findFirst()
        .orElseThrow()
        .replaceAll("^public (?:final |sealed |abstract )*\\w+ (\\w+).*", "$1");
  }

  /** The compilation unit: whatever is added stands before the first line, or behind the last. */
  String source() {
    String head = "package " + packageName() + "; ";
    if (isProgram()) {
      return head + code;
    }
    String imports = lines(true);
    String parameters = takesEndpoint() ? "Endpoint endpoint, String[] args" : "String[] args";
    return head
        + imports
        + IMPORTS
        + " class Snippet { static void main("
        + parameters
        + ") throws Exception {"
        + lines(false)
        + "\n}}\n";
  }

  /** The import lines, or the others, each other line left empty so that numbers stay. */
  private String lines(boolean imports) {
    return code.lines()
        .map(line -> line.startsWith("import ") == imports ? line : "")
        .collect(Collectors.joining(imports ? " " : "\n"));
  }

  /** The same with another code. */
  Snippet withCode(String other) {
    return new Snippet(page, line, other, marks, output);
  }

  @Override
  public String toString() {
    return page + ":" + line;
  }
}
