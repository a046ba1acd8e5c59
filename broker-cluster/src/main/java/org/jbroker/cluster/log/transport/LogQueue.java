package org.jbroker.cluster.log.transport;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jbroker.cluster.log.LogSchema;
import org.jbroker.cluster.log.wire.RowCodec;
import org.jbroker.data.Data;

/**
 * The records of one stream that wait, in order. They leave only when they were delivered: {@link
 * #head} shows the next batch, {@link #remove} takes it out.
 *
 * <p>Any thread may add; one at a time takes. {@code lock} guards the queue; the budget, which all
 * queues of a node share, has its own.
 */
final class LogQueue {

  /** What a record costs beside its bytes: objects, and the message around it. */
  private static final int RECORD_BYTES = 128;

  private final LogSchema schema;
  private final Budget budget;
  private final Object lock = new Object();
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  private record Waiting(List<Data> row, long bytes) {}

  /**
   * How much may wait in all queues of a node. Any thread may call; the monitor guards the sums.
   */
  static final class Budget {

    private final int maxRecords;
    private final long maxBytes;
    private int records;
    private long bytes;

    Budget(int maxRecords, long maxBytes) {
      this.maxRecords = maxRecords;
      this.maxBytes = maxBytes;
    }

    private synchronized boolean take(long recordBytes) {
      if (records >= maxRecords || bytes + recordBytes > maxBytes) {
        return false;
      }
      records++;
      bytes += recordBytes;
      return true;
    }

    private synchronized void give(int givenRecords, long givenBytes) {
      records -= givenRecords;
      bytes -= givenBytes;
    }

    /** How many records wait. */
    synchronized int records() {
      return records;
    }
  }

  LogQueue(LogSchema schema, Budget budget) {
    this.schema = schema;
    this.budget = budget;
  }

  LogSchema schema() {
    return schema;
  }

  /**
   * Adds a record.
   *
   * @return how many wait now; 0 if there is no room, and it was not added
   */
  int add(List<Data> row) {
    long bytes = RowCodec.encodedBytes(row) + RECORD_BYTES;
    synchronized (lock) {
      if (!budget.take(bytes)) {
        return 0;
      }
      waiting.add(new Waiting(row, bytes));
      return waiting.size();
    }
  }

  /** The next records: at most so many, and of so many bytes, but one if there is any. */
  List<List<Data>> head(int maxRecords, long maxBytes) {
    synchronized (lock) {
      List<List<Data>> rows = new ArrayList<>(Math.min(maxRecords, waiting.size()));
      long bytes = 0;
      for (Iterator<Waiting> next = waiting.iterator();
          next.hasNext() && rows.size() < maxRecords; ) {
        Waiting record = next.next();
        bytes += record.bytes;
        if (bytes > maxBytes && !rows.isEmpty()) {
          break;
        }
        rows.add(record.row);
      }
      return rows;
    }
  }

  /** Takes out the first records, which were delivered. */
  void remove(int records) {
    long bytes = 0;
    synchronized (lock) {
      for (int i = 0; i < records; i++) {
        bytes += waiting.remove().bytes;
      }
    }
    budget.give(records, bytes);
  }

  /** How many records wait. */
  int size() {
    synchronized (lock) {
      return waiting.size();
    }
  }
}
