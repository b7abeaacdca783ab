package io.lucy.zoo;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.DiskError;
import io.lucy.engine.io.Sha256;
import io.lucy.engine.zoo.ZooEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Model files by their digests. A file is read whole and compared with its digest before its first
 * byte is given away, unless it was and has the same stamp since. Safe to share between threads.
 */
final class NetworkFiles {
  private static final int CHUNK_BYTES = 1 << 16;

  private final Map<String, FileStamp> verified = new ConcurrentHashMap<>();

  /**
   * Opens an entry's file.
   *
   * @throws LucyException {@link Reason#DIGEST_MISMATCH}, {@link Reason#NOT_FOUND}
   */
  ReadableResource open(ZooEntry entry) {
    try {
      FileStamp stamp = FileStamp.of(entry.path());
      FileChannel channel = FileChannel.open(entry.path(), StandardOpenOption.READ);
      try {
        if (!stamp.equals(verified.get(entry.digest()))) {
          verify(entry, stamp, channel);
        }
        return new ModelFile(entry, stamp, channel);
      } catch (RuntimeException | IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw unreadable(entry, e);
    }
  }

  /** Forgets files that are no longer in the zoo. */
  void retain(ZooSnapshot snapshot) {
    verified.keySet().removeIf(digest -> snapshot.zoo().byDigest(digest).isEmpty());
  }

  private void verify(ZooEntry entry, FileStamp stamp, FileChannel channel) throws IOException {
    MessageDigest digest = Sha256.start();
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    long position = 0;
    for (int read = channel.read(chunk, 0); read >= 0; read = channel.read(chunk, position)) {
      position += read;
      digest.update(chunk.flip());
      chunk.clear();
    }
    String found = Sha256.finish(digest);
    if (!found.equals(entry.digest())) {
      throw changed(entry, found);
    }
    requireStamp(entry, stamp);
    if (!stamp.isYoung(Instant.now())) {
      verified.put(entry.digest(), stamp);
    }
  }

  private static void requireStamp(ZooEntry entry, FileStamp stamp) throws IOException {
    if (!FileStamp.of(entry.path()).equals(stamp)) {
      throw changed(entry, null);
    }
  }

  private static LucyException changed(ZooEntry entry, @Nullable String found) {
    return new LucyException(
        Reason.DIGEST_MISMATCH,
        "'"
            + entry.path()
            + "' "
            + (found == null ? "changed while it was read" : "has digest " + found)
            + " (expected: "
            + entry.digest()
            + "; restore the file, or add the network as a new version)");
  }

  private static LucyException unreadable(ZooEntry entry, IOException e) {
    return new LucyException(
        Reason.NOT_FOUND,
        "'" + entry.path() + "' cannot be read: " + DiskError.describe(e) + " (restore it)",
        e);
  }

  private record ModelFile(ZooEntry entry, FileStamp stamp, FileChannel channel)
      implements ReadableResource {
    @Override
    public long sizeBytes() {
      return entry.sizeBytes();
    }

    @Override
    public void read(long position, ByteBuffer target) {
      try {
        long at = position;
        while (target.hasRemaining()) {
          int read = channel.read(target, at);
          if (read < 0) {
            throw changed(entry, null);
          }
          at += read;
        }
      } catch (IOException e) {
        throw unreadable(entry, e);
      }
    }

    @Override
    public void requireUnchanged() {
      try {
        requireStamp(entry, stamp);
      } catch (IOException e) {
        throw unreadable(entry, e);
      }
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw unreadable(entry, e);
      }
    }
  }
}
