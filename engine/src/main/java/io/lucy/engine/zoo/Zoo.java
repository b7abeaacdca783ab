package io.lucy.engine.zoo;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.DiskError;
import io.lucy.engine.io.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The networks of a folder, as they were when it was opened; never written to.
 *
 * <p>Opening reads every file once, for its digest. Whatever is read later is checked against that
 * digest, so a network that was changed meanwhile is an error, not a different answer. Safe to
 * share between threads.
 */
public final class Zoo {
  /** The shortest part of a digest that names a network. */
  public static final int MIN_DIGEST_PREFIX = 6;

  private static final int SHOWN = 20;

  /** Tells the digest of a zoo's file; may know it from an earlier look. */
  @FunctionalInterface
  public interface FileDigests {
    /** SHA-256 of the file, in hexadecimal. A {@link LucyException} makes the file a problem. */
    String of(Path file) throws IOException;
  }

  private final Path folder;
  private final List<ZooEntry> versions;
  private final List<ZooProblem> problems;
  private final Map<String, ZooEntry> newest = new LinkedHashMap<>();
  private final Map<String, ZooEntry> byDigest = new HashMap<>();

  private Zoo(Path folder, List<ZooEntry> versions, List<ZooProblem> problems) {
    this.folder = folder;
    this.versions = List.copyOf(versions);
    this.problems = List.copyOf(problems);
    for (ZooEntry entry : versions) {
      newest.putIfAbsent(entry.name(), entry);
      byDigest.putIfAbsent(entry.digest(), entry);
    }
  }

  /**
   * Opens the zoo in a folder.
   *
   * @throws LucyException with {@link Reason#NOT_FOUND} if the folder is not there, with {@link
   *     Reason#ZOO_INVALID} if no network in it can be used, or {@link Reason#DIGEST_MISMATCH} if
   *     that is because files were changed
   */
  public static Zoo open(Path folder) {
    ZooScan scan = ZooScan.of(folder, Sha256::hexOfFile);
    if (scan.entries().isEmpty()) {
      boolean changed =
          scan.problems().stream().anyMatch(p -> p.reason() == Reason.DIGEST_MISMATCH);
      throw new LucyException(
          changed ? Reason.DIGEST_MISMATCH : Reason.ZOO_INVALID,
          "no networks in '"
              + folder
              + "' (expected: <name>/<version>/model.onnx and <name>/labels.txt)"
              + scan.problems().stream()
                  .limit(SHOWN)
                  .map(p -> "\n  " + p)
                  .collect(Collectors.joining()));
    }
    return new Zoo(folder, scan.entries(), scan.problems());
  }

  /**
   * Opens the zoo in a folder that may not have a network yet.
   *
   * @param digests of its files; a digest that is not the file's is found when the file is read
   * @throws LucyException with {@link Reason#NOT_FOUND} if the folder is not there
   */
  public static Zoo look(Path folder, FileDigests digests) {
    ZooScan scan = ZooScan.of(folder, digests);
    return new Zoo(folder, scan.entries(), scan.problems());
  }

  /** The same zoo without some networks, for reasons that become problems. */
  public Zoo without(Map<ZooEntry, String> reasons) {
    List<ZooProblem> more = new ArrayList<>(problems);
    reasons.forEach(
        (entry, reason) -> more.add(new ZooProblem(entry.path(), Reason.DIGEST_MISMATCH, reason)));
    return new Zoo(
        folder, versions.stream().filter(entry -> !reasons.containsKey(entry)).toList(), more);
  }

  public Path folder() {
    return folder;
  }

  /** The newest version of each network, by name. */
  public List<ZooEntry> entries() {
    return List.copyOf(newest.values());
  }

  /** Every version of every network: by name, the newest first. */
  public List<ZooEntry> versions() {
    return versions;
  }

  /** What was passed over because it breaks the layout. */
  public List<ZooProblem> problems() {
    return problems;
  }

  /**
   * The network that a user means: {@code name} (its newest version), {@code name/version}, or the
   * first digits of a digest, at least {@value #MIN_DIGEST_PREFIX}.
   *
   * @throws LucyException with {@link Reason#NOT_FOUND}, and what there is; with {@link
   *     Reason#DIGEST_MISMATCH} if its file is not the recorded one
   */
  public ZooEntry find(String nameOrDigestPrefix) {
    refuseChanged(nameOrDigestPrefix);
    return newest(nameOrDigestPrefix)
        .or(
            () ->
                versions.stream()
                    .filter(entry -> entry.id().equals(nameOrDigestPrefix))
                    .findFirst())
        .orElseGet(() -> findByDigest(nameOrDigestPrefix));
  }

  /** The network whose file has exactly this digest. */
  public Optional<ZooEntry> byDigest(String digest) {
    return Optional.ofNullable(byDigest.get(digest));
  }

  /**
   * Reads a network's file again; the caller owns the bytes.
   *
   * @throws LucyException with {@link Reason#DIGEST_MISMATCH} if it is no longer the file that was
   *     opened
   */
  public byte[] bytes(ZooEntry entry) {
    byte[] bytes;
    try {
      if (Files.size(entry.path()) != entry.sizeBytes()) {
        throw changed(entry, Sha256.hexOfFile(entry.path()));
      }
      bytes = Files.readAllBytes(entry.path());
    } catch (IOException e) {
      throw unreadable(entry, e);
    }
    String digest = Sha256.hex(bytes);
    if (!digest.equals(entry.digest())) {
      throw changed(entry, digest);
    }
    return bytes;
  }

  /**
   * Reads every file again and compares digests.
   *
   * @throws LucyException with {@link Reason#DIGEST_MISMATCH} for the first that differs, with
   *     {@link Reason#NOT_FOUND} for the first that is gone
   */
  public void verifyUnchanged() {
    for (ZooEntry entry : versions) {
      String digest;
      try {
        digest = Sha256.hexOfFile(entry.path());
      } catch (IOException e) {
        throw unreadable(entry, e);
      }
      if (!digest.equals(entry.digest())) {
        throw changed(entry, digest);
      }
    }
  }

  /** A changed newest version must not become an older one, without a word. */
  private void refuseChanged(String nameOrId) {
    int newest = newest(nameOrId).map(ZooEntry::version).orElse(0);
    for (ZooProblem problem : problems) {
      if (problem.reason() != Reason.DIGEST_MISMATCH) {
        continue;
      }
      String name = problem.path().getParent().getFileName().toString();
      String version = problem.path().getFileName().toString();
      boolean shadows = nameOrId.equals(name) && Integer.parseInt(version) > newest;
      if (shadows || nameOrId.equals(name + "/" + version)) {
        throw new LucyException(problem.reason(), problem.message());
      }
    }
  }

  private Optional<ZooEntry> newest(String name) {
    return Optional.ofNullable(newest.get(name));
  }

  private ZooEntry findByDigest(String prefix) {
    String digits = prefix.toLowerCase(Locale.ROOT);
    List<ZooEntry> found =
        digits.length() < MIN_DIGEST_PREFIX
            ? List.of()
            : versions.stream().filter(entry -> entry.digest().startsWith(digits)).toList();
    if (found.isEmpty()) {
      throw new LucyException(
          Reason.NOT_FOUND,
          "no network '"
              + prefix
              + "' in '"
              + folder
              + "' (there are: "
              + listed(entries())
              + "; or name one by name/version, or by "
              + MIN_DIGEST_PREFIX
              + " digits of its digest)");
    }
    ZooEntry first = found.get(0);
    if (found.stream().anyMatch(entry -> !Objects.equals(entry.digest(), first.digest()))) {
      throw new LucyException(
          Reason.NOT_FOUND,
          "digest '"
              + prefix
              + "' means more than one network: "
              + listed(found)
              + " (give more digits)");
    }
    return first;
  }

  private static String listed(List<ZooEntry> entries) {
    String names =
        entries.stream().limit(SHOWN).map(ZooEntry::id).collect(Collectors.joining(", "));
    return entries.size() > SHOWN ? names + " and " + (entries.size() - SHOWN) + " more" : names;
  }

  private static LucyException changed(ZooEntry entry, String digest) {
    return new LucyException(
        Reason.DIGEST_MISMATCH,
        "'"
            + entry.path()
            + "' has digest "
            + digest
            + " (expected: "
            + entry.digest()
            + "; the file was changed since the zoo was opened: restore it, or open the zoo again)");
  }

  private static LucyException unreadable(ZooEntry entry, IOException e) {
    String what = e instanceof NoSuchFileException ? "is gone" : DiskError.describe(e);
    return new LucyException(
        Reason.NOT_FOUND,
        "'" + entry.path() + "' " + what + " (restore it, or open the zoo again)",
        e);
  }
}
