package org.jbroker.cluster.log.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jbroker.cluster.log.LogColumn;
import org.jbroker.cluster.log.LogSchema;
import org.jbroker.cluster.log.LogType;
import org.jbroker.cluster.log.LogType.Kind;
import org.jbroker.data.Bool;
import org.jbroker.data.Count;
import org.jbroker.data.Data;
import org.jbroker.data.EnumValue;
import org.jbroker.data.Str;
import org.jbroker.data.Table;
import org.jbroker.data.Vector;
import org.jbroker.zeek.Batch;
import org.jbroker.zeek.LogCreate;
import org.jbroker.zeek.LogWrite;
import org.jbroker.zeek.ZeekMessage;

/**
 * Zeek's messages about a stream.
 *
 * <pre>
 *   LogCreate  writer info   (path, rotation base, rotation interval, network time,
 *                             {option: value}, postprocessor)      string, 3 reals, table, string
 *              fields        ((name, second name or none, type, type of elements, optional)...)
 *                                                         string, string, count, count, bool
 *   LogWrite   serial data   see {@link RowCodec}
 * </pre>
 *
 * <p>As Zeek sends them, which its public sources tell ({@code logging/WriterBackend.cc}, {@code
 * broker/Data.cc}). Zeek announces a stream once to each peer. {@link #batch} begins each batch
 * with the announcement instead: so a logger that was restarted, or that a batch reaches by another
 * way than the one before, always knows the columns. Zeek passes over an announcement that it has.
 *
 * <p>Stateless.
 */
public final class LogMessages {

  /** Zeek's name of its writer of text files; a Java logger takes any. */
  private static final EnumValue WRITER = EnumValue.of("Log::WRITER_ASCII");

  private static final int PATH_INDEX = 0;
  private static final int NAME_INDEX = 0;
  private static final int TYPE_INDEX = 2;
  private static final int ELEMENT_INDEX = 3;
  private static final int FIELD_PARTS = 5;
  private static final int NO_TYPE = 0;

  private LogMessages() {}

  /** The announcement of a stream, and its rows. */
  public static Batch batch(LogSchema schema, List<List<Data>> rows) {
    List<ZeekMessage> messages = new ArrayList<>(rows.size() + 1);
    messages.add(announcement(schema));
    EnumValue stream = EnumValue.of(schema.streamId());
    Str path = Str.of(schema.path());
    for (List<Data> row : rows) {
      messages.add(new LogWrite(stream, WRITER, path, Str.of(RowCodec.encode(schema, row))));
    }
    return new Batch(messages);
  }

  /** What tells a logger the columns of a stream. */
  public static LogCreate announcement(LogSchema schema) {
    Vector.Builder fields = Vector.builder(schema.columns().size());
    for (LogColumn column : schema.columns()) {
      fields.add(
          Vector.of(
              Str.of(column.name()),
              Data.none(),
              Data.count(column.type().kind().number()),
              Data.count(column.type().element().map(Kind::number).orElse(NO_TYPE)),
              Bool.TRUE));
    }
    Vector info =
        Vector.of(
            Str.of(schema.path()),
            Data.real(0),
            Data.real(0),
            Data.real(0),
            Table.empty(),
            Str.of(""));
    return new LogCreate(EnumValue.of(schema.streamId()), WRITER, info, fields.build());
  }

  /**
   * The stream that a message announces.
   *
   * @throws IllegalArgumentException if it is malformed or out of bounds; the text says how
   */
  public static LogSchema schema(LogCreate message) {
    String stream = message.streamId().name();
    if (!(message.writerInfo() instanceof Vector info)
        || info.isEmpty()
        || !(info.get(PATH_INDEX) instanceof Str path)) {
      throw new IllegalArgumentException("a log without a path");
    }
    if (!(message.fieldsData() instanceof Vector fields) || fields.size() > LogSchema.MAX_COLUMNS) {
      throw new IllegalArgumentException("a log with no or too many columns");
    }
    List<LogColumn> columns = new ArrayList<>(fields.size());
    for (Data field : fields) {
      columns.add(column(field));
    }
    return new LogSchema(stream, path.text(), columns);
  }

  private static LogColumn column(Data field) {
    if (!(field instanceof Vector parts)
        || parts.size() < FIELD_PARTS
        || !(parts.get(NAME_INDEX) instanceof Str name)
        || !(parts.get(TYPE_INDEX) instanceof Count type)
        || !(parts.get(ELEMENT_INDEX) instanceof Count element)) {
      throw new IllegalArgumentException("a column of a log without name and types");
    }
    Kind kind = kind(type);
    Optional<Kind> of = kind.isContainer() ? Optional.of(kind(element)) : Optional.empty();
    return new LogColumn(name.text(), new LogType(kind, of));
  }

  private static Kind kind(Count type) {
    return Kind.ofNumber(type.bits())
        .orElseThrow(
            () -> new IllegalArgumentException("a column of type " + type + ", which is no log's"));
  }
}
