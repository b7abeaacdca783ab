package io.lucy.fabric.blob;

import static io.lucy.fabric.blob.BlobLayout.attributesOf;
import static io.lucy.fabric.blob.BlobLayout.children;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.AtomicFile;
import io.lucy.engine.io.DiskError;
import io.lucy.fabric.UnavailableException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Blobs in a folder, each in a file of its own: {@code ab/cdef…} by its digest. A blob gets its
 * place in one step, after its bytes were forced to the disk and had the right digest.
 *
 * <p>Uploads that come in pieces wait in {@code uploads/} until they are complete, also over
 * restarts; {@code incoming/} has what is being put just now, and is emptied at every start. One
 * process owns the folder. Safe for concurrent use.
 */
public final class FolderBlobStore implements BlobStore {
  private final BlobLayout layout;
  private final Path incoming;
  private final PartialUploads uploads;
  private final BlobQuota quota;
  private final FileStore disk;
  private final KeyedLocks<String> locks = new KeyedLocks<>();
  private final AtomicLong usedBytes = new AtomicLong();

  /**
   * Opens a folder, which is created if need be, and counts what is in it.
   *
   * @throws LucyException with {@code STORAGE_FAILED} if it cannot be written
   */
  public FolderBlobStore(Path folder, BlobQuota quota) {
    this.quota = quota;
    this.layout = new BlobLayout(folder);
    this.incoming = folder.resolve("incoming");
    try {
      Files.createDirectories(incoming);
      for (Path leftOver : children(incoming)) {
        Files.deleteIfExists(leftOver);
      }
      this.disk = Files.getFileStore(folder);
      layout.visit((blob, attributes) -> usedBytes.addAndGet(blob.sizeBytes()));
      this.uploads = new PartialUploads(folder.resolve("uploads"), this);
    } catch (IOException e) {
      throw refused("cannot open the blob folder '" + folder + "'", e);
    }
  }

  @Override
  public Set<BlobId> missing(Collection<BlobId> blobs) {
    Set<BlobId> missing = new LinkedHashSet<>(blobs);
    missing.removeIf(this::touch);
    return missing;
  }

  @Override
  public void put(BlobId blob, Source bytes) {
    if (touch(blob)) {
      return;
    }
    admit(blob);
    Path file = incoming.resolve(UUID.randomUUID().toString());
    try {
      AtomicFile.writeAndForce(file, out -> BlobBytes.copy(blob, bytes, out));
      publish(file, blob);
    } catch (IOException e) {
      throw refused("cannot keep blob " + blob, e);
    } finally {
      deleteQuietly(file);
    }
  }

  @Override
  public Path file(BlobId blob) {
    try {
      if (layout.has(blob)) {
        return layout.place(blob);
      }
    } catch (IOException e) {
      throw refused("cannot read blob " + blob, e);
    }
    throw new LucyException(
        Reason.NOT_FOUND, "no blob " + blob + " here (expected: a blob that was uploaded)");
  }

  /**
   * An upload in pieces, new or begun earlier under the same id.
   *
   * @param id 1 to 100 of {@code A-Z a-z 0-9 _ -}; the same id with another blob is another upload
   * @throws LucyException with {@code ARGUMENT_INVALID} if the id is none
   */
  public BlobUpload upload(String id, BlobId blob) {
    return uploads.open(id, blob, false);
  }

  /**
   * As {@link #upload}, of bytes that have to come whole even if the blob is here: from those who
   * have yet to show that they have them. It says that it is not complete until the end.
   */
  public BlobUpload uploadAnew(String id, BlobId blob) {
    return uploads.open(id, blob, true);
  }

  /** Forgets uploads to which nothing was added since then. */
  public void deleteUploadsUntouchedSince(Instant then) {
    uploads.deleteUntouchedSince(then);
  }

  /** Shows every blob, in no order; some that come or go meanwhile may be missed. */
  public void forEach(Consumer<StoredBlob> visitor) {
    try {
      layout.visit(
          (blob, attributes) ->
              visitor.accept(new StoredBlob(blob, attributes.lastModifiedTime().toInstant())));
    } catch (IOException e) {
      throw refused("cannot list blobs", e);
    }
  }

  /**
   * Forgets a blob unless it was put, or asked for by {@link #missing}, since then. Whether it was
   * there and is gone. Those who have its file open can go on reading.
   */
  public boolean deleteUntouchedSince(BlobId blob, Instant then) {
    try (KeyedLocks.Held held = locks.lock(blob.sha256())) {
      Path place = layout.place(blob);
      BasicFileAttributes attributes = attributesOf(place);
      if (attributes == null
          || attributes.size() != blob.sizeBytes()
          || attributes.lastModifiedTime().toInstant().isAfter(then)) {
        return false;
      }
      Files.delete(place);
      usedBytes.addAndGet(-blob.sizeBytes());
      return true;
    } catch (IOException e) {
      throw refused("cannot delete blob " + blob, e);
    }
  }

  /** The sizes of all blobs together, without uploads that are not complete. */
  public long usedBytes() {
    return usedBytes.get();
  }

  /** Asks the quota and the disk whether a blob can come. */
  void admit(BlobId blob) {
    quota.admit(blob);
    try {
      long free = disk.getUsableSpace();
      if (blob.sizeBytes() > free) {
        throw new LucyException(
            Reason.STORAGE_FAILED,
            "cannot keep blob %s: %d bytes (free on the disk: %d; make room, or use a larger disk)"
                .formatted(blob, blob.sizeBytes(), free));
      }
    } catch (IOException e) {
      throw refused("cannot keep blob " + blob, e);
    }
  }

  /** Gives a file that has the blob's bytes, forced to the disk, its place. */
  void publish(Path file, BlobId blob) throws IOException {
    try (KeyedLocks.Held held = locks.lock(blob.sha256())) {
      long before = BlobLayout.sizeOf(layout.place(blob));
      layout.publish(file, blob);
      usedBytes.addAndGet(blob.sizeBytes() - Math.max(before, 0));
    }
  }

  /** Begins the blob's time of grace anew. Whether it is there. */
  boolean touch(BlobId blob) {
    try (KeyedLocks.Held held = locks.lock(blob.sha256())) {
      boolean here = layout.has(blob);
      if (here) {
        Files.setLastModifiedTime(layout.place(blob), FileTime.from(Instant.now()));
      }
      return here;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw refused("cannot look for blob " + blob, e);
    }
  }

  /** What to throw when a disk refuses; a thread that is interrupted may try again. */
  static RuntimeException refused(String what, IOException e) {
    if (e instanceof ClosedByInterruptException) {
      return new UnavailableException(what + ": interrupted", e);
    }
    return new LucyException(
        Reason.STORAGE_FAILED,
        what + ": " + DiskError.describe(e) + " (check space and permissions)",
        e);
  }

  static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // What went wrong before is what the caller has to hear of.
      return;
    }
  }
}
