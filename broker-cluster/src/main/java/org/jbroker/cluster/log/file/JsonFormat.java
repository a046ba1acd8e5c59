package org.jbroker.cluster.log.file;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jbroker.cluster.log.LogSchema;
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
import org.jbroker.data.Timespan;
import org.jbroker.data.Timestamp;
import org.jbroker.data.Vector;

/**
 * An object a line, as Zeek writes it: times are numbers of seconds, ports numbers, addresses
 * strings; what is unset is left out, and is {@code null} in a container, as is what is no finite
 * number. Bytes that are no UTF-8 become the text {@code \xHH}.
 */
final class JsonFormat implements LineFormat {

  @Override
  public byte metaMark() {
    return 0;
  }

  @Override
  public void header(LogSchema schema, Instant opened, LineBuffer out) {
    // JSON lines are records and nothing else.
  }

  @Override
  public void footer(Instant closed, LineBuffer out) {
    // As the header.
  }

  @Override
  public void line(LogSchema schema, List<Data> row, LineBuffer out) {
    out.put('{');
    boolean first = true;
    for (int i = 0; i < row.size(); i++) {
      if (!(row.get(i) instanceof None)) {
        if (!first) {
          out.put(',');
        }
        out.put('"').ascii(schema.columns().get(i).name()).ascii("\":");
        value(row.get(i), out);
        first = false;
      }
    }
    out.ascii("}\n");
  }

  private static void value(Data value, LineBuffer out) {
    if (value instanceof None) {
      out.ascii("null");
    } else if (value instanceof Bool truth) {
      out.ascii(truth.value() ? "true" : "false");
    } else if (value instanceof Int number) {
      out.ascii(Long.toString(number.value()));
    } else if (value instanceof Count number) {
      out.ascii(Long.toUnsignedString(number.bits()));
    } else if (value instanceof Real number) {
      out.ascii(Double.isFinite(number.value()) ? Double.toString(number.value()) : "null");
    } else if (value instanceof Timestamp time) {
      out.ascii(seconds(time.nanos()));
    } else if (value instanceof Timespan span) {
      out.ascii(seconds(span.nanos()));
    } else if (value instanceof Port port) {
      out.ascii(Integer.toString(port.number()));
    } else if (value instanceof Str text) {
      string(text.toBytes(), out);
    } else if (value instanceof EnumValue constant) {
      string(constant.toBytes(), out);
    } else if (value instanceof SetData set) {
      array(set, out);
    } else if (value instanceof Vector vector) {
      array(vector, out);
    } else {
      out.put('"').ascii(value.toString()).put('"');
    }
  }

  private static String seconds(long nanos) {
    BigDecimal seconds = LineFormat.seconds(nanos).stripTrailingZeros();
    return seconds.scale() <= 0 ? seconds.setScale(1).toPlainString() : seconds.toPlainString();
  }

  private static void array(Iterable<Data> elements, LineBuffer out) {
    out.put('[');
    boolean first = true;
    for (Data element : elements) {
      if (!first) {
        out.put(',');
      }
      value(element, out);
      first = false;
    }
    out.put(']');
  }

  private static void string(byte[] text, LineBuffer out) {
    out.put('"');
    int at = 0;
    while (at < text.length) {
      int b = text[at] & 0xff;
      int length = Utf8.length(text, at);
      if (length == 0) {
        out.ascii("\\\\x").hex(b);
        at++;
      } else if (b == '"' || b == '\\') {
        out.put('\\').put(b);
        at++;
      } else if (b < ' ') {
        out.ascii("\\u00").hex(b);
        at++;
      } else {
        out.put(text, at, length);
        at += length;
      }
    }
    out.put('"');
  }
}
