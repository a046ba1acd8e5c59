package org.jbroker.cluster.log.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Where the bytes of log files go, so that a test can let a write fail. */
interface LogStorage {

  /** The file system. */
  LogStorage DISK = OnDisk::new;

  /** Opens a file to append to it; it is created if it is not there. */
  OpenLog open(Path file) throws IOException;

  /** An open file. */
  interface OpenLog extends Closeable {

    /** Appends all of {@code bytes}, which have an array, or throws after a part of them. */
    void write(ByteBuffer bytes) throws IOException;

    /** Cuts off what is behind. */
    void truncate(long bytes) throws IOException;

    /** Waits until everything is on the disk. */
    void force() throws IOException;
  }

  /**
   * A file on disk. No channel: those are closed when a thread that uses them is interrupted, and a
   * program may interrupt the threads that it lends to its endpoint.
   */
  final class OnDisk implements OpenLog {

    private final RandomAccessFile file;

    OnDisk(Path path) throws IOException {
      file = new RandomAccessFile(path.toFile(), "rw");
      file.seek(file.length());
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      file.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }

    @Override
    public void truncate(long bytes) throws IOException {
      file.setLength(bytes);
      file.seek(bytes);
    }

    @Override
    public void force() throws IOException {
      file.getFD().sync();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
