package org.jbroker.cluster.log.file;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jbroker.cluster.log.LogFormat;
import org.jbroker.cluster.log.LogSchema;
import org.jbroker.data.Data;

/** How a log file is written: what stands at its begin, a row, its end. Stateless. */
interface LineFormat {

  /** Times in headers and names of files: seconds, in UTC. */
  DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd-HH-mm-ss").withZone(ZoneOffset.UTC);

  /** The format of an option. */
  static LineFormat of(LogFormat format) {
    return format == LogFormat.TSV ? new TsvFormat() : new JsonFormat();
  }

  /** Appends what a file begins with; whole lines or nothing. */
  void header(LogSchema schema, Instant opened, LineBuffer out);

  /** Appends a row as one line with its end. */
  void line(LogSchema schema, List<Data> row, LineBuffer out);

  /** Appends what a file ends with; whole lines or nothing. */
  void footer(Instant closed, LineBuffer out);

  /** What the lines that are no records begin with; 0 if there are none. */
  byte metaMark();

  /** Seconds with six digits behind the point. */
  static BigDecimal seconds(long nanos) {
    return BigDecimal.valueOf(nanos, 9).setScale(6, RoundingMode.HALF_EVEN);
  }
}
