package org.jbroker.runtime.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jbroker.DropReason;
import org.jbroker.ErrorCode;
import org.jbroker.StatusCode;
import org.jbroker.data.DataType;
import org.junit.jupiter.api.Test;

/** Follows the links of the pages and holds their tables against the code. */
class DocFactsTest {

  private static final Pattern EXTERNAL = Pattern.compile("^(https?|mailto):.*");
  private static final Pattern TEST_NAME = Pattern.compile("`(\\w+Test)`");

  private static MarkdownPage page(String name) throws IOException {
    return MarkdownPage.read(MarkdownPage.ROOT.resolve(name));
  }

  @Test
  void everyLinkLeadsToAFileAndAHeading() throws IOException {
    List<String> broken = new ArrayList<>();
    for (MarkdownPage page : MarkdownPage.all()) {
      for (String link : page.links()) {
        if (!EXTERNAL.matcher(link).matches() && !leadsSomewhere(page, link)) {
          broken.add(page + " -> " + link);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static boolean leadsSomewhere(MarkdownPage page, String link) throws IOException {
    String file = link.replaceFirst("#.*", "");
    Path target = file.isEmpty() ? page.path() : page.path().resolveSibling(file).normalize();
    if (!Files.exists(target)) {
      return false;
    }
    int hash = link.indexOf('#');
    return hash < 0 || MarkdownPage.read(target).anchors().contains(link.substring(hash + 1));
  }

  @Test
  void readmeLinksEveryPage() throws IOException {
    List<String> names = MarkdownPage.all().stream().map(MarkdownPage::name).toList();

    assertThat(page("README.md").links())
        .containsAll(names.stream().filter(name -> !name.equals("README.md")).toList());
  }

  @Test
  void testsThatAreNamedExist() throws IOException {
    Set<String> tests;
    try (Stream<Path> files = Files.walk(MarkdownPage.ROOT)) {
      tests =
          files
              .filter(path -> path.toString().contains("/src/test/"))
              .map(path -> path.getFileName().toString().replace(".java", ""))
              .collect(Collectors.toSet());
    }
    for (MarkdownPage page : MarkdownPage.all()) {
      assertThat(tests)
          .as(page.name())
          .containsAll(
              TEST_NAME.matcher(page.prose()).results().map(name -> name.group(1)).toList());
    }
  }

  @Test
  void errorCodesAreTabledWithTheirNumbers() throws IOException {
    assertThat(rows("docs/peering.md", "\\| (\\d+) +\\| `(\\w+)` +\\|.*"))
        .map(row -> row.group(1) + " " + row.group(2))
        .containsExactlyElementsOf(
            Arrays.stream(ErrorCode.values()).map(code -> code.number() + " " + code).toList());
  }

  @Test
  void statusCodesAreTabled() throws IOException {
    assertThat(rows("docs/peering.md", "\\| `(\\w+)` +\\| .*"))
        .map(row -> row.group(1))
        .containsAll(Arrays.stream(StatusCode.values()).map(StatusCode::toString).toList());
  }

  @Test
  void dropReasonsAreTabled() throws IOException {
    assertThat(rows("docs/messages.md", "\\| `(\\w+)` +\\| .*"))
        .map(row -> row.group(1))
        .containsAll(Arrays.stream(DropReason.values()).map(DropReason::name).toList());
  }

  @Test
  void kindsOfDataAreTabledInTheirOrder() throws IOException {
    assertThat(rows("docs/data-model.md", "\\| (\\d+) +\\| `(\\w+)` +\\|.*"))
        .map(row -> row.group(1) + " " + row.group(2))
        .containsExactlyElementsOf(
            Arrays.stream(DataType.values())
                .map(type -> type.tag() + " " + type.javaType().getSimpleName())
                .toList());
  }

  private static List<MatchResult> rows(String page, String row) throws IOException {
    return Pattern.compile("(?m)^" + row + "$").matcher(page(page).prose()).results().toList();
  }
}
