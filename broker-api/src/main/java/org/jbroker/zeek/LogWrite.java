package org.jbroker.zeek;

import org.jbroker.data.Data;
import org.jbroker.data.EnumValue;
import org.jbroker.data.Str;
import org.jbroker.data.Vector;

/** Lines for a log stream, in a serial form that Zeek does not define publicly. */
public final class LogWrite extends ZeekMessage {

  private static final int STREAM_INDEX = 0;
  private static final int WRITER_INDEX = 1;
  private static final int PATH_INDEX = 2;
  private static final int SERIAL_INDEX = 3;

  private final EnumValue streamId;
  private final EnumValue writerId;
  private final Str path;
  private final Str serialData;

  /** Lines for the log {@code path} of a stream, such as {@code conn} of {@code Conn::LOG}. */
  public LogWrite(EnumValue streamId, EnumValue writerId, Str path, Str serialData) {
    this(wrap(Kind.LOG_WRITE, Vector.of(streamId, writerId, path, serialData)));
  }

  /** From data whose outer form was checked. */
  LogWrite(Vector data) {
    super(data);
    streamId = field(STREAM_INDEX, "stream id", EnumValue.class);
    writerId = field(WRITER_INDEX, "writer id", EnumValue.class);
    path = field(PATH_INDEX, "path", Str.class);
    serialData = field(SERIAL_INDEX, "serial data", Str.class);
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if the data is none; the text says what is wrong
   */
  public static LogWrite from(Data data) {
    return new LogWrite(outer(data, Kind.LOG_WRITE));
  }

  @Override
  public Kind kind() {
    return Kind.LOG_WRITE;
  }

  /** The log stream. */
  public EnumValue streamId() {
    return streamId;
  }

  /** The writer. */
  public EnumValue writerId() {
    return writerId;
  }

  /** The name of the log, such as {@code conn}. */
  public Str path() {
    return path;
  }

  /** The lines; binary. */
  public Str serialData() {
    return serialData;
  }
}
