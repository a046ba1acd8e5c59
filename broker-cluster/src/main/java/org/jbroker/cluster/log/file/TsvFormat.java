package org.jbroker.cluster.log.file;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import org.jbroker.cluster.log.LogColumn;
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
 * Zeek's text files: values between tabs, below a header; {@code -} for unset, {@code (empty)} for
 * an empty string or container, commas between elements.
 *
 * <p>In strings, control characters, the separator, in containers also the comma, and bytes that
 * are no UTF-8 are {@code \xHH}, and a backslash is doubled. A string that would look like unset or
 * empty, and a line that would look like a header, have their first character as {@code \xHH}. So a
 * line is one record whatever is in it, and a reader of Zeek's files gets back what was written.
 */
final class TsvFormat implements LineFormat {

  private static final char SEPARATOR = '\t';
  private static final char SET_SEPARATOR = ',';
  private static final String UNSET = "-";
  private static final String EMPTY = "(empty)";
  private static final char META = '#';
  private static final int DIGITS = 6;
  private static final int DEL = 0x7f;

  @Override
  public byte metaMark() {
    return META;
  }

  @Override
  public void header(LogSchema schema, Instant opened, LineBuffer out) {
    out.ascii("#separator \\x09\n");
    meta(out, "set_separator", String.valueOf(SET_SEPARATOR));
    meta(out, "empty_field", EMPTY);
    meta(out, "unset_field", UNSET);
    meta(out, "path", schema.path());
    meta(out, "open", SECONDS.format(opened));
    out.ascii("#fields");
    for (LogColumn column : schema.columns()) {
      out.put(SEPARATOR).ascii(column.name());
    }
    out.ascii("\n#types");
    for (LogColumn column : schema.columns()) {
      out.put(SEPARATOR).ascii(column.type().toString());
    }
    out.put('\n');
  }

  @Override
  public void footer(Instant closed, LineBuffer out) {
    meta(out, "close", SECONDS.format(closed));
  }

  private static void meta(LineBuffer out, String key, String value) {
    out.put(META).ascii(key).put(SEPARATOR).ascii(value).put('\n');
  }

  @Override
  public void line(LogSchema schema, List<Data> row, LineBuffer out) {
    int begin = out.length();
    for (int i = 0; i < row.size(); i++) {
      if (i > 0) {
        out.put(SEPARATOR);
      }
      value(row.get(i), false, out);
    }
    if (out.length() > begin && out.byteAt(begin) == META) {
      byte[] rest = out.cut(begin + 1);
      out.cut(begin);
      out.ascii("\\x").hex(META).put(rest, 0, rest.length);
    }
    out.put('\n');
  }

  private static byte[] bytes(Data value) {
    return value instanceof Str text ? text.toBytes() : ((EnumValue) value).toBytes();
  }

  private static void value(Data value, boolean inContainer, LineBuffer out) {
    if (value instanceof None) {
      out.ascii(UNSET);
    } else if (value instanceof Bool truth) {
      out.put(truth.value() ? 'T' : 'F');
    } else if (value instanceof Int number) {
      out.ascii(Long.toString(number.value()));
    } else if (value instanceof Count number) {
      out.ascii(Long.toUnsignedString(number.bits()));
    } else if (value instanceof Real number) {
      out.ascii(real(number.value()));
    } else if (value instanceof Timestamp time) {
      out.ascii(LineFormat.seconds(time.nanos()).toPlainString());
    } else if (value instanceof Timespan span) {
      out.ascii(LineFormat.seconds(span.nanos()).toPlainString());
    } else if (value instanceof Port port) {
      out.ascii(Integer.toString(port.number()));
    } else if (value instanceof Str || value instanceof EnumValue) {
      text(bytes(value), inContainer, out);
    } else if (value instanceof SetData set) {
      elements(set.isEmpty(), set, out);
    } else if (value instanceof Vector vector) {
      elements(vector.isEmpty(), vector, out);
    } else {
      out.ascii(value.toString());
    }
  }

  private static void elements(boolean isEmpty, Iterable<Data> elements, LineBuffer out) {
    if (isEmpty) {
      out.ascii(EMPTY);
      return;
    }
    boolean first = true;
    for (Data element : elements) {
      if (!first) {
        out.put(SET_SEPARATOR);
      }
      value(element, true, out);
      first = false;
    }
  }

  private static void text(byte[] text, boolean inContainer, LineBuffer out) {
    if (text.length == 0) {
      out.ascii(EMPTY);
    } else if (is(text, UNSET) || is(text, EMPTY)) {
      escape(text, 0, out);
      content(text, 1, inContainer, out);
    } else {
      content(text, 0, inContainer, out);
    }
  }

  private static boolean is(byte[] text, String reserved) {
    if (text.length != reserved.length()) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if (text[i] != reserved.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static void content(byte[] text, int from, boolean inContainer, LineBuffer out) {
    int at = from;
    while (at < text.length) {
      int b = text[at] & 0xff;
      int length = Utf8.length(text, at);
      if (b == '\\') {
        out.ascii("\\\\");
        at++;
      } else if (length == 0 || b < ' ' || b == DEL || inContainer && b == SET_SEPARATOR) {
        escape(text, at, out);
        at++;
      } else {
        out.put(text, at, length);
        at += length;
      }
    }
  }

  private static void escape(byte[] text, int at, LineBuffer out) {
    out.ascii("\\x").hex(text[at]);
  }

  /** Six digits at most, one at least, as Zeek. */
  private static String real(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    String text =
        new BigDecimal(value)
            .setScale(DIGITS, RoundingMode.HALF_EVEN)
            .stripTrailingZeros()
            .toPlainString();
    return text.indexOf('.') < 0 ? text + ".0" : text;
  }
}
