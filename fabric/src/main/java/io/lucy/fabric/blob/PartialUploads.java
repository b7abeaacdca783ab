package io.lucy.fabric.blob;

import static io.lucy.fabric.blob.BlobLayout.attributesOf;
import static io.lucy.fabric.blob.BlobLayout.children;
import static io.lucy.fabric.blob.BlobLayout.sizeOf;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Uploads that are not complete: {@code uploads/ID-SHA256-SIZE}, as long as what has come. The
 * file's name and length are all that is known of an upload, so a restart forgets nothing.
 */
final class PartialUploads {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,100}");

  private final Path folder;
  private final FolderBlobStore store;
  private final KeyedLocks<Path> locks = new KeyedLocks<>();

  PartialUploads(Path folder, FolderBlobStore store) throws IOException {
    this.folder = folder;
    this.store = store;
    Files.createDirectories(folder);
  }

  /** {@code anew}: as if the blob were not here yet. */
  BlobUpload open(String id, BlobId blob, boolean anew) {
    if (!ID.matcher(id).matches()) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "upload id '" + id + "' (expected: 1 to 100 of A-Z a-z 0-9 _ -, such as a UUID)");
    }
    return new Partial(
        blob, folder.resolve(id + "-" + blob.sha256() + "-" + blob.sizeBytes()), anew);
  }

  void deleteUntouchedSince(Instant then) {
    try {
      for (Path file : children(folder)) {
        try (KeyedLocks.Held held = locks.lock(file)) {
          BasicFileAttributes attributes = attributesOf(file);
          if (attributes != null && !attributes.lastModifiedTime().toInstant().isAfter(then)) {
            Files.delete(file);
          }
        }
      }
    } catch (IOException e) {
      throw FolderBlobStore.refused("cannot delete unfinished uploads", e);
    }
  }

  private final class Partial implements BlobUpload {
    private final BlobId blob;
    private final Path file;
    private final boolean anew;

    Partial(BlobId blob, Path file, boolean anew) {
      this.blob = blob;
      this.file = file;
      this.anew = anew;
    }

    @Override
    public BlobId blob() {
      return blob;
    }

    @Override
    public boolean isComplete() {
      return !anew && store.touch(blob);
    }

    @Override
    public OptionalLong committedBytes() {
      if (isComplete()) {
        return OptionalLong.of(blob.sizeBytes());
      }
      try (KeyedLocks.Held held = locks.lock(file)) {
        long size = sizeOf(file);
        if (size < 0) {
          return OptionalLong.empty();
        }
        force();
        return OptionalLong.of(size);
      } catch (IOException e) {
        throw FolderBlobStore.refused("cannot look for an upload of blob " + blob, e);
      }
    }

    @Override
    public void append(long offset, ByteBuffer bytes) {
      try (KeyedLocks.Held held = locks.lock(file)) {
        long size = sizeOf(file);
        requireNext(offset, Math.max(size, 0));
        if (bytes.remaining() > blob.sizeBytes() - offset) {
          throw BlobBytes.mismatch(blob, "more than " + blob.sizeBytes() + " bytes");
        }
        if (size < 0) {
          store.admit(blob);
        }
        write(offset, bytes);
      } catch (IOException e) {
        FolderBlobStore.deleteQuietly(file);
        throw FolderBlobStore.refused("cannot keep the upload of blob " + blob, e);
      } catch (LucyException e) {
        throw forgotten(e);
      }
    }

    private void requireNext(long offset, long committed) {
      if (offset != committed) {
        throw new LucyException(
            Reason.ARGUMENT_INVALID,
            "upload of blob %s: bytes at %d (expected: at %d, where the committed ones end)"
                .formatted(blob, offset, committed));
      }
    }

    /** Nobody can go on with an upload whose bytes are others. */
    private LucyException forgotten(LucyException e) {
      if (e.reason() == Reason.DIGEST_MISMATCH) {
        FolderBlobStore.deleteQuietly(file);
      }
      return e;
    }

    private void write(long offset, ByteBuffer bytes) throws IOException {
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        long position = offset;
        while (bytes.hasRemaining()) {
          position += channel.write(bytes, position);
        }
      }
    }

    @Override
    public void finish() {
      try (KeyedLocks.Held held = locks.lock(file)) {
        if (isComplete()) {
          FolderBlobStore.deleteQuietly(file);
          return;
        }
        force();
        BlobBytes.verify(blob, file);
        store.publish(file, blob);
      } catch (IOException e) {
        FolderBlobStore.deleteQuietly(file);
        throw FolderBlobStore.refused("cannot keep blob " + blob, e);
      } catch (LucyException e) {
        throw forgotten(e);
      }
    }

    /** Forces what has come to the disk; an empty blob gets its file here. */
    private void force() throws IOException {
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
  }
}
