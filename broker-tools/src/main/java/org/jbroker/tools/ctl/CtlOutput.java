package org.jbroker.tools.ctl;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jbroker.tools.cli.Console;
import org.jbroker.tools.cli.Lines;

/** What a command says, as text or as one line of JSON. */
final class CtlOutput {

  private static final JsonFactory JSON = new JsonFactory();

  /** Writes the fields of an object. */
  interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private final Console console;
  private final boolean json;
  private final String command;

  /**
   * An output.
   *
   * @param command what complaints begin with
   */
  CtlOutput(Console console, boolean json, String command) {
    this.console = console;
    this.json = json;
    this.command = command;
  }

  boolean isJson() {
    return json;
  }

  boolean hasColour() {
    return console.hasColour();
  }

  /** A line, unless JSON is wanted. Its control characters are written as escapes. */
  void line(String text) {
    if (!json) {
      console.out(Lines.clean(text));
    }
  }

  /** A line with colours of its own making. */
  void rawLine(String text) {
    console.out(text);
  }

  /** A complaint, unless JSON is wanted. */
  void complain(String text) {
    if (!json) {
      text.lines().forEach(line -> console.err(command + ": " + Lines.clean(line)));
    }
  }

  /** The failure of a command: a complaint, or {@code {"ok":false,"error":...}}. */
  void failure(String text) {
    complain(text);
    object(
        out -> {
          out.writeBooleanField("ok", false);
          out.writeStringField("error", text);
        });
  }

  /** An object, if JSON is wanted. */
  void object(Fields fields) {
    if (!json) {
      return;
    }
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartObject();
      fields.write(out);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    console.out(Lines.cleanJson(text.toString()));
  }
}
