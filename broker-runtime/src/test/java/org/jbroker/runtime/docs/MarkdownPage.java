package org.jbroker.runtime.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of the documentation, taken apart: blocks of Java, headings, links, prose. */
final class MarkdownPage {

  static final Path ROOT =
      Path.of(System.getProperty("basedir", ".")).resolve("..").toAbsolutePath().normalize();

  private static final Pattern MARKS = Pattern.compile("<!-- snippet: ([\\w ,]+) -->");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
  private static final String FENCE = "```";

  private final Path path;
  private final List<Snippet> snippets = new ArrayList<>();
  private final Set<String> anchors = new LinkedHashSet<>();
  private final List<String> links = new ArrayList<>();
  private final StringBuilder prose = new StringBuilder();

  private MarkdownPage(Path path) {
    this.path = path;
  }

  /** README.md, CHANGELOG.md and everything in docs. */
  static List<MarkdownPage> all() throws IOException {
    List<Path> paths = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    paths.add(ROOT.resolve("CHANGELOG.md"));
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      docs.filter(p -> p.toString().endsWith(".md")).sorted().forEach(paths::add);
    }
    List<MarkdownPage> pages = new ArrayList<>();
    for (Path path : paths) {
      pages.add(read(path));
    }
    return pages;
  }

  static MarkdownPage read(Path path) throws IOException {
    MarkdownPage page = new MarkdownPage(path);
    page.parse(Files.readAllLines(path));
    return page;
  }

  private void parse(List<String> lines) {
    Map<String, Integer> repeated = new HashMap<>();
    Set<String> marks = Set.of();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Matcher comment = MARKS.matcher(line);
      if (line.startsWith(FENCE)) {
        int end = i + 1;
        while (!lines.get(end).equals(FENCE)) {
          end++;
        }
        block(line.substring(FENCE.length()), i + 2, lines.subList(i + 1, end), marks);
        i = end;
        marks = Set.of();
      } else if (comment.matches()) {
        marks = Set.of(comment.group(1).split("[, ]+"));
      } else {
        prose(line, repeated);
      }
    }
  }

  private void block(String language, int line, List<String> lines, Set<String> marks) {
    String text = String.join("\n", lines);
    if (language.equals("java")) {
      snippets.add(new Snippet(name(), line, text, marks, Optional.empty()));
    } else if (marks.contains("output")) {
      Snippet last = snippets.remove(snippets.size() - 1);
      snippets.add(
          new Snippet(last.page(), last.line(), last.code(), last.marks(), Optional.of(text)));
    }
  }

  private void prose(String line, Map<String, Integer> repeated) {
    prose.append(line).append('\n');
    if (line.startsWith("#")) {
      String slug =
          line.replaceFirst("^#+ +", "")
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\w\\- ]", "")
              .replace(' ', '-');
      int times = repeated.merge(slug, 1, Integer::sum);
      anchors.add(times == 1 ? slug : slug + "-" + (times - 1));
    }
    Matcher link = LINK.matcher(line.replaceAll("`[^`]*`", "code"));
    while (link.find()) {
      links.add(link.group(1));
    }
  }

  /** The path from the root of the repository. */
  String name() {
    return ROOT.relativize(path).toString();
  }

  Path path() {
    return path;
  }

  List<Snippet> snippets() {
    return snippets;
  }

  /** The names of the headings, as links use them. */
  Set<String> anchors() {
    return anchors;
  }

  List<String> links() {
    return links;
  }

  /** All lines outside of blocks. */
  String prose() {
    return prose.toString();
  }

  @Override
  public String toString() {
    return name();
  }
}
