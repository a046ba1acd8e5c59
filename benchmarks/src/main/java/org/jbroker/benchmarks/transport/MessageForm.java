package org.jbroker.benchmarks.transport;

import org.jbroker.benchmarks.codec.ConnRecord;
import org.jbroker.benchmarks.message.StreamMeter;
import org.jbroker.benchmarks.message.TextMessage;
import org.jbroker.data.Bool;
import org.jbroker.data.Count;
import org.jbroker.data.Data;
import org.jbroker.data.Str;
import org.jbroker.data.Vector;
import org.jbroker.zeek.ZeekEvent;

/** What the library's endpoints send each other. */
enum MessageForm {
  /** {@link TextMessage} as a string. */
  TEXT {
    @Override
    Data create(long sequence, boolean last) {
      return Str.of(TextMessage.create(sequence, last));
    }

    @Override
    void read(Data message, StreamMeter meter) {
      Str text = (Str) message;
      meter.accept(TextMessage.sequence(text), TextMessage.isLast(text));
    }
  },

  /** A Zeek event with a {@link ConnRecord}, whose every field is read. */
  RECORD {
    @Override
    Data create(long sequence, boolean last) {
      return new ZeekEvent(
              "conn_log", ConnRecord.example(sequence).toData(), Count.of(sequence), Bool.of(last))
          .toData();
    }

    @Override
    void read(Data message, StreamMeter meter) {
      Vector arguments = ZeekEvent.from(message).args();
      meter.consume(ConnRecord.readAll((Vector) arguments.get(0)));
      meter.accept(((Count) arguments.get(1)).bits(), ((Bool) arguments.get(2)).value());
    }
  };

  abstract Data create(long sequence, boolean last);

  abstract void read(Data message, StreamMeter meter);
}
