package io.lucy.zoo;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.DiskError;
import io.lucy.engine.io.Sha256;
import io.lucy.engine.zoo.ZooEntry;
import io.lucy.fabric.grpc.Contents;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Model files by their digests. A file is read whole and compared with its digest before its first
 * byte is given away, unless it was and has the same stamp since; its stamp is looked at again
 * before the last byte. Safe to share between threads.
 */
final class NetworkFiles {
  private final Map<String, FileStamp> verified = new ConcurrentHashMap<>();

  /**
   * An entry's file.
   *
   * @throws LucyException {@link Reason#DIGEST_MISMATCH}, {@link Reason#NOT_FOUND}
   */
  Contents open(ZooEntry entry) {
    try {
      FileStamp stamp = FileStamp.of(entry.path());
      if (!stamp.equals(verified.get(entry.digest()))) {
        verify(entry, stamp);
      }
      return new ModelFile(entry, stamp);
    } catch (IOException e) {
      throw unreadable(entry, e);
    }
  }

  /** Forgets files that are no longer in the zoo. */
  void retain(ZooSnapshot snapshot) {
    verified.keySet().removeIf(digest -> snapshot.zoo().byDigest(digest).isEmpty());
  }

  private void verify(ZooEntry entry, FileStamp stamp) throws IOException {
    String found = Sha256.hexOfFile(entry.path());
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

  private record ModelFile(ZooEntry entry, FileStamp stamp) implements Contents {
    @Override
    public long sizeBytes() {
      return entry.sizeBytes();
    }

    @Override
    public InputStream open(long offset) throws IOException {
      FileChannel channel = FileChannel.open(entry.path(), StandardOpenOption.READ);
      return new ModelStream(Channels.newInputStream(channel.position(offset)), this, offset);
    }
  }

  /** Looks at the file's stamp again before it gives the last byte away. */
  private static final class ModelStream extends FilterInputStream {
    private final ModelFile file;
    private long position;

    ModelStream(InputStream in, ModelFile file, long position) {
      super(in);
      this.file = file;
      this.position = position;
    }

    @Override
    public int read() throws IOException {
      int read = in.read();
      advance(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      int read = in.read(target, from, length);
      advance(Math.max(0, read));
      return read;
    }

    private void advance(int read) throws IOException {
      position += read;
      if (position >= file.sizeBytes()) {
        requireStamp(file.entry(), file.stamp());
      }
    }
  }
}
