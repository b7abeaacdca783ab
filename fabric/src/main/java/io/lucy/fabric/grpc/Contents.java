package io.lucy.fabric.grpc;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.AtomicFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Bytes of a known size that {@link ByteStreamService} can send. */
public interface Contents {
  long sizeBytes();

  /**
   * Opens them; the caller closes the stream.
   *
   * @param offset how many bytes to skip; at most the size
   */
  InputStream open(long offset) throws IOException;

  /**
   * A file.
   *
   * @throws LucyException with {@code NOT_FOUND} if it is not there
   */
  static Contents of(Path file) {
    try {
      long size = Files.size(file);
      return new Contents() {
        @Override
        public long sizeBytes() {
          return size;
        }

        @Override
        public InputStream open(long offset) throws IOException {
          FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
          return Channels.newInputStream(channel.position(offset));
        }
      };
    } catch (NoSuchFileException e) {
      throw new LucyException(Reason.NOT_FOUND, "'" + file.getFileName() + "' is gone", e);
    } catch (IOException e) {
      throw new LucyException(
          Reason.STORAGE_FAILED,
          "cannot read '" + file.getFileName() + "': " + AtomicFile.describe(e),
          e);
    }
  }

  /** Bytes in memory, which nobody changes. */
  static Contents of(byte[] bytes) {
    return new Contents() {
      @Override
      public long sizeBytes() {
        return bytes.length;
      }

      @Override
      public InputStream open(long offset) {
        int start = Math.toIntExact(offset);
        return new ByteArrayInputStream(bytes, start, bytes.length - start);
      }
    };
  }
}
