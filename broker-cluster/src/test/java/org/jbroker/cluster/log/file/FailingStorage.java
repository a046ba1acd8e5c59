package org.jbroker.cluster.log.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The disk, of which a write fails when the test says so, after half of the bytes. */
final class FailingStorage implements LogStorage {

  private int open;
  private int writesUntilFailure = Integer.MAX_VALUE;
  private boolean truncates = true;

  /** The n-th write from now on and all behind it fail; 1 is the next one. */
  void failAt(int write) {
    writesUntilFailure = write;
  }

  /** From now on, files cannot be cut either. */
  void failTruncating() {
    truncates = false;
  }

  /** Everything works again. */
  void mend() {
    writesUntilFailure = Integer.MAX_VALUE;
    truncates = true;
  }

  /** How many files are open. */
  int open() {
    return open;
  }

  @Override
  public OpenLog open(Path file) throws IOException {
    OpenLog disk = DISK.open(file);
    open++;
    return new OpenLog() {
      @Override
      public void write(ByteBuffer bytes) throws IOException {
        if (--writesUntilFailure <= 0) {
          disk.write(ByteBuffer.wrap(bytes.array(), 0, bytes.remaining() / 2));
          throw new IOException("No space left on device");
        }
        disk.write(bytes);
      }

      @Override
      public void truncate(long bytes) throws IOException {
        if (!truncates) {
          throw new IOException("Input/output error");
        }
        disk.truncate(bytes);
      }

      @Override
      public void force() throws IOException {
        disk.force();
      }

      @Override
      public void close() throws IOException {
        open--;
        disk.close();
      }
    };
  }
}
