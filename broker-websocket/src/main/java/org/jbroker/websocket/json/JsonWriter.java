package org.jbroker.websocket.json;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.nio.charset.StandardCharsets;
import org.jbroker.data.Address;
import org.jbroker.data.Bool;
import org.jbroker.data.Count;
import org.jbroker.data.Data;
import org.jbroker.data.EnumValue;
import org.jbroker.data.Int;
import org.jbroker.data.None;
import org.jbroker.data.Port;
import org.jbroker.data.Real;
import org.jbroker.data.SetData;
import org.jbroker.data.Str;
import org.jbroker.data.Subnet;
import org.jbroker.data.Table;
import org.jbroker.data.Timespan;
import org.jbroker.data.Timestamp;
import org.jbroker.data.Vector;
import org.jbroker.data.Visitor;
import org.jbroker.spi.ByteWriter;

/**
 * Writes values as members of a JSON object: {@code "@data-type":"count","data":1}. Not
 * thread-safe. Recursion is bounded, since values nest at most {@link Data#MAX_DEPTH} deep.
 */
final class JsonWriter implements Visitor<Void> {

  /** Beyond what a double holds, so that every JSON parser that rounds makes an infinity of it. */
  private static final String INFINITY = "1e999";

  private final ByteWriter out;
  private final boolean zoned;

  /**
   * A writer.
   *
   * @param zoned whether points in time say that they are UTC
   */
  JsonWriter(ByteWriter out, boolean zoned) {
    this.out = out;
    this.zoned = zoned;
  }

  /** Writes a value as an object of its own. */
  void object(Data value) {
    out.u8('{');
    value.accept(this);
    out.u8('}');
  }

  /** Writes a string member, and the comma before it unless it is the first. */
  void member(boolean first, String name, byte[] value) {
    ascii(first ? "\"" : ",\"");
    ascii(name);
    ascii("\":");
    JsonText.write(out, value);
  }

  void ascii(String text) {
    out.bytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private Void put(String type, String literal) {
    begin(type);
    ascii(literal);
    return null;
  }

  private Void quoted(String type, String plain) {
    begin(type);
    out.u8('"');
    ascii(plain);
    out.u8('"');
    return null;
  }

  private Void text(String type, byte[] bytes) {
    begin(type);
    JsonText.write(out, bytes);
    return null;
  }

  private void begin(String type) {
    ascii("\"@data-type\":\"");
    ascii(type);
    ascii("\",\"data\":");
  }

  private Void elements(String type, Iterable<Data> elements) {
    begin(type);
    char before = '[';
    for (Data element : elements) {
      out.u8(before);
      object(element);
      before = ',';
    }
    ascii(before == '[' ? "[]" : "]");
    return null;
  }

  @Override
  public Void visit(None value) {
    return put("none", "{}");
  }

  @Override
  public Void visit(Bool value) {
    return put("boolean", value.value() ? "true" : "false");
  }

  @Override
  public Void visit(Count value) {
    return put("count", value.toString());
  }

  @Override
  public Void visit(Int value) {
    return put("integer", Long.toString(value.value()));
  }

  @Override
  public Void visit(Real value) {
    double real = value.value();
    if (Double.isNaN(real)) {
      return quoted("real", "nan");
    } else if (Double.isInfinite(real)) {
      return put("real", real > 0 ? INFINITY : "-" + INFINITY);
    }
    return put("real", NumberOutput.toString(real, true));
  }

  @Override
  public Void visit(Str value) {
    return text("string", value.toBytes());
  }

  @Override
  public Void visit(Address value) {
    return quoted("address", value.toString());
  }

  @Override
  public Void visit(Subnet value) {
    return quoted("subnet", value.toString());
  }

  @Override
  public Void visit(Port value) {
    return quoted("port", value.toString());
  }

  @Override
  public Void visit(Timestamp value) {
    String text = TimeText.format(value);
    return quoted("timestamp", zoned ? text + "Z" : text);
  }

  @Override
  public Void visit(Timespan value) {
    return quoted("timespan", TimeText.format(value));
  }

  @Override
  public Void visit(EnumValue value) {
    return text("enum-value", value.toBytes());
  }

  @Override
  public Void visit(SetData value) {
    return elements("set", value);
  }

  @Override
  public Void visit(Vector value) {
    return elements("vector", value);
  }

  @Override
  public Void visit(Table value) {
    begin("table");
    for (int i = 0; i < value.size(); i++) {
      ascii(i == 0 ? "[{\"key\":" : ",{\"key\":");
      object(value.keyAt(i));
      ascii(",\"value\":");
      object(value.valueAt(i));
      out.u8('}');
    }
    ascii(value.isEmpty() ? "[]" : "]");
    return null;
  }
}
