package io.lucy.fabric.blob;

import static io.lucy.fabric.blob.BlobLayout.attributesOf;
import static io.lucy.fabric.blob.BlobLayout.children;
import static io.lucy.fabric.blob.BlobLayout.sizeOf;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Blobs in a folder of bounded size, from which the least recently used go first.
 *
 * <p>A file's digest is recomputed when it came, and when it is first used by a process or looks
 * changed; one that is damaged is fetched anew. What has come of a blob stays in {@code partial/}
 * for the next try, also of the next process. A blob that was handed out stays for half a minute at
 * least, so that it can be opened; within that time the folder may grow above its limit. One
 * process owns the folder. Safe for concurrent use.
 */
public final class BlobCache {
  private static final Logger LOG = System.getLogger(BlobCache.class.getName());
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final Path folder;
  private final long limitBytes;
  private final BlobLayout layout;
  private final Path partials;
  private final CacheIndex index;
  private final KeyedLocks<BlobId> locks = new KeyedLocks<>();

  /** Fetches a blob. */
  @FunctionalInterface
  public interface Filling {
    /** Appends what the file lacks; it has the beginning of the blob, or is not there. */
    void complete(Path partial) throws IOException;
  }

  private record Looks(@Nullable Object key, FileTime modified, long sizeBytes) {}

  /** Opens a folder, which is created if need be. */
  public BlobCache(Path folder, long limitBytes) {
    this(folder, limitBytes, GRACE, System::nanoTime);
  }

  BlobCache(Path folder, long limitBytes, Duration grace, LongSupplier nanoClock) {
    this.folder = folder;
    this.limitBytes = limitBytes;
    this.layout = new BlobLayout(folder);
    this.partials = folder.resolve("partial");
    this.index = new CacheIndex(limitBytes, grace, nanoClock);
    try {
      Files.createDirectories(partials);
      addWhatIsThere();
      index.makeRoom();
    } catch (IOException e) {
      throw FolderBlobStore.refused("cannot open the cache '" + folder + "'", e);
    }
  }

  private void addWhatIsThere() throws IOException {
    record Found(Path file, BasicFileAttributes attributes) {}
    List<Found> found = new ArrayList<>();
    layout.visit((blob, attributes) -> found.add(new Found(layout.place(blob), attributes)));
    for (Path partial : children(partials)) {
      BasicFileAttributes attributes = attributesOf(partial);
      if (attributes != null) {
        found.add(new Found(partial, attributes));
      }
    }
    found.sort(Comparator.comparing(each -> each.attributes().lastAccessTime()));
    found.forEach(each -> index.add(each.file(), each.attributes().size()));
  }

  /**
   * The blob as a file, fetched if it is not here. If several threads want it, one fetches it and
   * the others wait.
   *
   * @throws LucyException with {@code DIGEST_MISMATCH} if other bytes are fetched, {@code
   *     STORAGE_FAILED} if the disk refuses or the blob is larger than the cache, and whatever the
   *     filling throws
   */
  public Path file(BlobId blob, Filling filling) {
    try (KeyedLocks.Held held = locks.lock(blob)) {
      Path place = layout.place(blob);
      if (!isHere(blob, place)) {
        fetch(blob, place, filling);
      }
      return place;
    } catch (IOException e) {
      throw FolderBlobStore.refused("cannot keep blob " + blob + " in '" + folder + "'", e);
    }
  }

  /** The size of all files, with those that are being fetched. */
  public long usedBytes() {
    return index.usedBytes();
  }

  private boolean isHere(BlobId blob, Path place) throws IOException {
    if (!index.use(place)) {
      return false;
    }
    BasicFileAttributes attributes = attributesOf(place);
    if (attributes != null && isRight(blob, place, attributes)) {
      Files.getFileAttributeView(place, BasicFileAttributeView.class)
          .setTimes(null, FileTime.from(Instant.now()), null);
      return true;
    }
    Files.deleteIfExists(place);
    index.remove(place);
    return false;
  }

  private boolean isRight(BlobId blob, Path place, BasicFileAttributes attributes)
      throws IOException {
    Looks looks = new Looks(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
    if (index.isVerified(place, looks)) {
      return true;
    }
    try {
      BlobBytes.verify(blob, place);
    } catch (LucyException e) {
      LOG.log(Level.WARNING, "fetched anew, since the cache is damaged: {0}", e.getMessage());
      return false;
    }
    index.setVerified(place, looks);
    return true;
  }

  private void fetch(BlobId blob, Path place, Filling filling) throws IOException {
    if (blob.sizeBytes() > limitBytes) {
      throw new LucyException(
          Reason.STORAGE_FAILED,
          "blob %s does not fit into the cache '%s': %d bytes (its limit: %d; raise it)"
              .formatted(blob, folder, blob.sizeBytes(), limitBytes));
    }
    Path partial = partials.resolve(blob.sha256() + "-" + blob.sizeBytes());
    index.reserve(partial, blob.sizeBytes());
    try {
      fill(blob, partial, filling);
      layout.publish(partial, blob);
      index.move(partial, place);
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      // A full disk has no room for half a blob.
      FolderBlobStore.deleteQuietly(partial);
      throw e;
    } finally {
      index.release(partial, sizeOf(partial));
    }
  }

  private static void fill(BlobId blob, Path partial, Filling filling) throws IOException {
    boolean resumed = sizeOf(partial) > 0;
    if (sizeOf(partial) > blob.sizeBytes()) {
      Files.delete(partial);
    }
    try {
      fillAndVerify(blob, partial, filling);
    } catch (LucyException e) {
      if (!resumed || e.reason() != Reason.DIGEST_MISMATCH) {
        throw e;
      }
      LOG.log(Level.WARNING, "fetched anew, since its beginning is damaged: {0}", e.getMessage());
      fillAndVerify(blob, partial, filling);
    }
  }

  private static void fillAndVerify(BlobId blob, Path partial, Filling filling) throws IOException {
    try {
      filling.complete(partial);
      BlobBytes.verify(blob, partial);
    } catch (LucyException e) {
      if (e.reason() == Reason.DIGEST_MISMATCH) {
        FolderBlobStore.deleteQuietly(partial);
      }
      throw e;
    }
  }
}
