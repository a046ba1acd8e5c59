package org.jbroker.zeek;

import org.jbroker.data.Data;
import org.jbroker.data.EnumValue;
import org.jbroker.data.Vector;

/**
 * Announces a log stream to a logger. Zeek does not define the last two fields publicly: they are
 * passed on as they are.
 */
public final class LogCreate extends ZeekMessage {

  private static final int STREAM_INDEX = 0;
  private static final int WRITER_INDEX = 1;
  private static final int INFO_INDEX = 2;
  private static final int FIELDS_INDEX = 3;

  private final EnumValue streamId;
  private final EnumValue writerId;
  private final Data writerInfo;
  private final Data fieldsData;

  /** A log stream, such as {@code Conn::LOG}, of a writer, such as {@code Log::WRITER_ASCII}. */
  public LogCreate(EnumValue streamId, EnumValue writerId, Data writerInfo, Data fieldsData) {
    this(wrap(Kind.LOG_CREATE, Vector.of(streamId, writerId, writerInfo, fieldsData)));
  }

  /** From data whose outer form was checked. */
  LogCreate(Vector data) {
    super(data);
    streamId = field(STREAM_INDEX, "stream id", EnumValue.class);
    writerId = field(WRITER_INDEX, "writer id", EnumValue.class);
    writerInfo = field(INFO_INDEX, "writer info", Data.class);
    fieldsData = field(FIELDS_INDEX, "fields", Data.class);
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if the data is none; the text says what is wrong
   */
  public static LogCreate from(Data data) {
    return new LogCreate(outer(data, Kind.LOG_CREATE));
  }

  @Override
  public Kind kind() {
    return Kind.LOG_CREATE;
  }

  /** The log stream. */
  public EnumValue streamId() {
    return streamId;
  }

  /** The writer. */
  public EnumValue writerId() {
    return writerId;
  }

  /** How the writer is set up. */
  public Data writerInfo() {
    return writerInfo;
  }

  /** The columns. */
  public Data fieldsData() {
    return fieldsData;
  }
}
