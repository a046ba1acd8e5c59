package org.jbroker.benchmarks.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jbroker.benchmarks.harness.Series;

/**
 * The results as JSON: the machine, every value of every round, and the goals. Figures that are
 * missing are null.
 */
public final class JsonReport {

  private JsonReport() {}

  /**
   * Writes a file.
   *
   * @param run date, command and profile
   * @param machine see {@link Machine}
   */
  public static void write(
      Path file,
      Map<String, String> run,
      Map<String, String> machine,
      List<ScenarioReport> scenarios)
      throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      json.writeStartObject();
      texts(json, "run", run);
      texts(json, "machine", machine);
      json.writeArrayFieldStart("scenarios");
      for (ScenarioReport scenario : scenarios) {
        scenario(json, scenario);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void texts(JsonGenerator json, String name, Map<String, String> texts)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, String> text : texts.entrySet()) {
      json.writeStringField(text.getKey(), text.getValue());
    }
    json.writeEndObject();
  }

  private static void scenario(JsonGenerator json, ScenarioReport scenario) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", scenario.name());
    json.writeStringField("description", scenario.description());
    json.writeObjectFieldStart("measured");
    for (String contestant : scenario.results().contestants()) {
      json.writeObjectFieldStart(contestant);
      for (Series series : scenario.results().series(contestant)) {
        json.writeArrayFieldStart(series.metric());
        for (double value : series.values()) {
          number(json, value);
        }
        json.writeEndArray();
      }
      json.writeEndObject();
    }
    json.writeEndObject();
    texts(json, "skipped", scenario.results().skipped());
    json.writeArrayFieldStart("failures");
    for (String failure : scenario.results().failures()) {
      json.writeString(failure);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("goals");
    for (Goal goal : scenario.goals()) {
      goal(json, goal);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void goal(JsonGenerator json, Goal goal) throws IOException {
    json.writeStartObject();
    json.writeStringField("what", goal.what());
    json.writeStringField("unit", goal.unit());
    field(json, "ours", goal.ours());
    json.writeStringField("peer", goal.peer());
    field(json, "theirs", goal.theirs());
    field(json, "ratio", goal.ratio());
    json.writeStringField("bound", goal.atMost() ? "at most" : "at least");
    json.writeNumberField("factor", goal.factor());
    json.writeStringField("verdict", goal.verdict().toString());
    json.writeEndObject();
  }

  private static void field(JsonGenerator json, String name, OptionalDouble value)
      throws IOException {
    json.writeFieldName(name);
    number(json, value.orElse(Double.NaN));
  }

  private static void number(JsonGenerator json, double value) throws IOException {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      json.writeNull();
    } else {
      json.writeNumber(value);
    }
  }
}
