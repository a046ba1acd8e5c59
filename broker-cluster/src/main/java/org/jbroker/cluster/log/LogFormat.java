package org.jbroker.cluster.log;

/** What lines of a log file look like. */
public enum LogFormat {
  /** Values between tabs, below a header of lines that begin with {@code #}, as Zeek writes it. */
  TSV,
  /** A JSON object for each record, as Zeek writes it with {@code LogAscii::use_json}. */
  JSON
}
