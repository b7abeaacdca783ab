package io.lucy.transfer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.AtomicFile;
import io.lucy.engine.io.DiskError;
import io.lucy.fabric.blob.BlobId;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which owner brought which blob, and when it was last asked for. Knowing a digest gives nobody a
 * blob; bringing its bytes does.
 *
 * <p>A claim is an empty file, {@code OWNER/ab/cdef…-SIZE} with the owner in Base64, and its time
 * is that of the file: it survives whatever the state store loses, and needs no log. One process
 * owns the folder. Safe for concurrent use.
 */
final class Claims {
  private static final int PREFIX_DIGITS = 2;
  private static final Pattern REST = Pattern.compile("([0-9a-f]{62})-([0-9]{1,18})");

  private final Path folder;
  private final Clock clock;
  private final Map<String, Long> usedBytes = new ConcurrentHashMap<>();

  /** Is shown a claim. */
  @FunctionalInterface
  interface Visitor {
    void visit(String owner, BlobId blob, Instant touched);
  }

  /** Opens a folder, which is created if need be, and counts what is in it. */
  Claims(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw refused("open the folder of claims", e);
    }
    forEach((owner, blob, touched) -> usedBytes.merge(owner, blob.sizeBytes(), Long::sum));
  }

  boolean has(String owner, BlobId blob) {
    return Files.exists(place(owner, blob));
  }

  /** Begins the claim's time of grace anew. Whether it is there. */
  boolean renew(String owner, BlobId blob) {
    try {
      Files.setLastModifiedTime(place(owner, blob), FileTime.from(clock.instant()));
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw refused("renew the claim on blob " + blob, e);
    }
  }

  /** Adds a claim or renews it. Whether it is new. */
  synchronized boolean add(String owner, BlobId blob) {
    if (renew(owner, blob)) {
      return false;
    }
    Path place = place(owner, blob);
    try {
      Files.createDirectories(place.getParent());
      Files.createFile(place);
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw refused("claim blob " + blob, e);
    }
    renew(owner, blob);
    usedBytes.merge(owner, blob.sizeBytes(), Long::sum);
    return true;
  }

  /** Takes a claim back. Idempotent. */
  synchronized void release(String owner, BlobId blob) {
    try {
      if (Files.deleteIfExists(place(owner, blob))) {
        usedBytes.merge(owner, -blob.sizeBytes(), Long::sum);
      }
    } catch (IOException e) {
      throw refused("release blob " + blob, e);
    }
  }

  /** Takes a claim back unless it was added or renewed since then. */
  synchronized void releaseUntouchedSince(String owner, BlobId blob, Instant then) {
    try {
      if (!Files.getLastModifiedTime(place(owner, blob)).toInstant().isAfter(then)) {
        release(owner, blob);
      }
    } catch (NoSuchFileException e) {
      // Released by somebody else, which is as well.
      return;
    } catch (IOException e) {
      throw refused("release blob " + blob, e);
    }
  }

  /** Whether anybody claims the blob. */
  boolean has(BlobId blob) {
    return usedBytes.keySet().stream().anyMatch(owner -> has(owner, blob));
  }

  /** The sizes of all blobs that the owner claims. */
  long usedBytes(String owner) {
    return usedBytes.getOrDefault(owner, 0L);
  }

  /** Makes claims of this blob by this owner survive a power failure. */
  void force(String owner, BlobId blob) {
    AtomicFile.forceFolder(place(owner, blob).getParent());
  }

  /** Shows every claim, in no order; some that come or go meanwhile may be missed. */
  void forEach(Visitor visitor) {
    try {
      for (Path owned : children(folder)) {
        String owner =
            new String(Base64.getUrlDecoder().decode(owned.getFileName().toString()), US_ASCII);
        for (Path shard : children(owned)) {
          try (DirectoryStream<Path> claims = Files.newDirectoryStream(shard)) {
            for (Path claim : claims) {
              visit(owner, shard.getFileName().toString(), claim, visitor);
            }
          }
        }
      }
    } catch (DirectoryIteratorException e) {
      throw refused("list claims", e.getCause());
    } catch (IOException e) {
      throw refused("list claims", e);
    }
  }

  private static void visit(String owner, String prefix, Path claim, Visitor visitor)
      throws IOException {
    Matcher parts = REST.matcher(claim.getFileName().toString());
    if (parts.matches()) {
      Instant touched;
      try {
        touched = Files.getLastModifiedTime(claim).toInstant();
      } catch (NoSuchFileException e) {
        // Released since the folder was listed.
        return;
      }
      visitor.visit(
          owner, new BlobId(prefix + parts.group(1), Long.parseLong(parts.group(2))), touched);
    }
  }

  private static Set<Path> children(Path folder) throws IOException {
    Set<Path> children = new TreeSet<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      all.forEach(children::add);
    }
    return children;
  }

  private Path place(String owner, BlobId blob) {
    String name = Base64.getUrlEncoder().withoutPadding().encodeToString(owner.getBytes(US_ASCII));
    return folder
        .resolve(name)
        .resolve(blob.sha256().substring(0, PREFIX_DIGITS))
        .resolve(blob.sha256().substring(PREFIX_DIGITS) + "-" + blob.sizeBytes());
  }

  private static LucyException refused(String what, IOException e) {
    return new LucyException(
        Reason.STORAGE_FAILED,
        "cannot " + what + ": " + DiskError.describe(e) + " (check space and permissions)",
        e);
  }
}
