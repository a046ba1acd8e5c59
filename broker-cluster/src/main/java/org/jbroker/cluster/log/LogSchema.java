package org.jbroker.cluster.log;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jbroker.data.Data;

/**
 * What a log stream is: its id, the name of its file, its columns. All nodes that write to a stream
 * have the same columns in the same order.
 *
 * @param streamId as in Zeek: {@code Conn::LOG}; 1 to 128 letters, digits, {@code _} and {@code :}
 * @param path the name of the file without {@code .log}: 1 to 64 letters, digits, {@code _} and
 *     {@code -}, not beginning with {@code -}; so no stream reaches out of the folder of the logs,
 *     nor can it take the name of a file that was rotated
 * @param columns 1 to 512, with different names
 */
public record LogSchema(String streamId, String path, List<LogColumn> columns) {

  /** The most columns of a stream. */
  public static final int MAX_COLUMNS = 512;

  /** The longest path, in characters. */
  public static final int MAX_PATH_LENGTH = 64;

  /** The longest stream id, in characters. */
  public static final int MAX_STREAM_ID_LENGTH = 128;

  private static final Pattern STREAM_ID =
      Pattern.compile("[A-Za-z0-9_:]{1," + MAX_STREAM_ID_LENGTH + "}");
  private static final Pattern PATH =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0," + (MAX_PATH_LENGTH - 1) + "}");
  private static final Pattern WORD_START = Pattern.compile("(?<=[^A-Z_])(?=[A-Z])");

  /**
   * Checks names and columns.
   *
   * @throws IllegalArgumentException if one is out of bounds; the text says which
   */
  public LogSchema {
    columns = List.copyOf(columns);
    if (!STREAM_ID.matcher(streamId).matches()) {
      throw new IllegalArgumentException(
          "a log stream has an id such as Conn::LOG, not " + Printable.text(streamId));
    }
    if (!PATH.matcher(path).matches()) {
      throw new IllegalArgumentException(
          "a log has a path of 1 to "
              + MAX_PATH_LENGTH
              + " letters, digits, _ and -, not "
              + Printable.text(path));
    }
    if (columns.isEmpty() || columns.size() > MAX_COLUMNS) {
      throw new IllegalArgumentException(
          "the log stream "
              + streamId
              + " has 1 to "
              + MAX_COLUMNS
              + " columns, not "
              + columns.size());
    }
    Set<String> names = new HashSet<>();
    for (LogColumn column : columns) {
      if (!names.add(column.name())) {
        throw new IllegalArgumentException(
            "the log stream " + streamId + " has the column " + column.name() + " twice");
      }
    }
  }

  /** A stream with {@link #defaultPath} as its path. */
  public static LogSchema of(String streamId, List<LogColumn> columns) {
    return new LogSchema(streamId, defaultPath(streamId), columns);
  }

  /**
   * A stream whose rows are records: a column for each component, in their order, named after it
   * with {@code _} before capitals, which become small ({@code origHost} is {@code orig_host}).
   *
   * <p>Types: boolean is {@code bool}; byte, short, int and long are {@code int}; {@code Count} is
   * {@code count}; float and double are {@code double}; {@code Instant} is {@code time}; {@code
   * Duration} is {@code interval}; {@code String} and byte[] are {@code string}; enums are {@code
   * enum}; {@code InetAddress} is {@code addr}; the types of {@code org.jbroker.data} are theirs;
   * {@code Set} and {@code List} of these are {@code set} and {@code vector}; {@code Optional} of
   * any of these is that type, which may be unset.
   *
   * @throws IllegalArgumentException if a component is of another type; the text names it
   */
  public static LogSchema of(String streamId, Class<? extends Record> type) {
    return of(streamId, RecordColumns.of(type));
  }

  /**
   * The path that Zeek gives a stream by default: {@code Conn::LOG} is {@code conn}, {@code
   * KnownHosts::LOG} is {@code known_hosts}, {@code Notice::ALARM_LOG} is {@code alarm}, {@code
   * Notice::Alarm} is {@code notice_alarm}.
   */
  public static String defaultPath(String streamId) {
    int colons = streamId.indexOf("::");
    if (colons < 0) {
      return streamId.toLowerCase(Locale.ROOT);
    }
    String module = streamId.substring(0, colons);
    String name = streamId.substring(colons + 2);
    if (name.equals("LOG")) {
      return WORD_START.matcher(module).replaceAll("_").toLowerCase(Locale.ROOT);
    }
    if (name.endsWith("_LOG")) {
      return name.substring(0, name.length() - "_LOG".length()).toLowerCase(Locale.ROOT);
    }
    return (module + "_" + name).toLowerCase(Locale.ROOT);
  }

  /**
   * A row with the values as the columns hold them.
   *
   * @param values one for each column; null and {@code None} for unset
   * @throws IllegalArgumentException if there are more or fewer, or one does not fit its column
   */
  public List<Data> row(List<?> values) {
    if (values.size() != columns.size()) {
      throw new IllegalArgumentException(
          "a record of " + streamId + " has " + columns.size() + " values, not " + values.size());
    }
    List<Data> row = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      LogColumn column = columns.get(i);
      try {
        row.add(column.type().convert(Data.of(values.get(i))));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "column " + column.name() + " of " + streamId + ": " + e.getMessage(), e);
      }
    }
    return row;
  }
}
