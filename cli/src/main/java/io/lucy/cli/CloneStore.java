package io.lucy.cli;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.DiskError;
import io.lucy.engine.io.OneLine;
import io.lucy.engine.io.WriteProbe;
import io.lucy.engine.path.ClonePath;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.engine.path.ClonePathFile;
import io.lucy.engine.path.ClonePathView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The clones of a folder: one file each, {@code <name>.<id>.clonepath}. Files come whole or not at
 * all, and none is ever changed or removed.
 */
final class CloneStore {
  private static final Pattern FILE = Pattern.compile("(.+)\\.([0-9a-f]{64})\\.clonepath");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");
  private static final int MIN_ID_PREFIX = 6;
  private static final int NAMED_BY = 8;

  private final Path folder;
  private final Consumer<String> warnings;

  CloneStore(Path folder, Consumer<String> warnings) {
    this.folder = folder;
    this.warnings = warnings;
  }

  /** A clone that is kept. */
  record Stored(String name, Path file, ClonePath path, ClonePathView view) {
    String id() {
      return path.id();
    }
  }

  /** All clones, by name; one that cannot be read is warned of and passed over. */
  List<Stored> list() {
    List<Stored> clones = new ArrayList<>();
    for (Path file : files()) {
      try {
        clones.add(read(file));
      } catch (LucyException e) {
        warnings.accept(String.valueOf(e.getMessage()));
      }
    }
    return clones;
  }

  /**
   * The clone that a user means: by its name, the first digits of its id, or a {@code .clonepath}
   * file.
   *
   * @throws LucyException {@link Reason#NOT_FOUND}, and what there is
   */
  Stored find(String name) {
    List<Path> found = new ArrayList<>();
    String digits = name.toLowerCase(Locale.ROOT);
    for (Path file : files()) {
      Matcher parts = parts(file);
      if (parts.group(1).equals(name)) {
        return read(file);
      }
      if (digits.length() >= MIN_ID_PREFIX && parts.group(2).startsWith(digits)) {
        found.add(file);
      }
    }
    if (found.stream().map(f -> parts(f).group(2)).distinct().count() == 1) {
      return read(found.get(0));
    }
    if (name.endsWith(".clonepath") && Files.isRegularFile(Path.of(name))) {
      return read(Path.of(name));
    }
    throw new LucyException(
        Reason.NOT_FOUND,
        (found.isEmpty() ? "no clone '" : "more than one clone '")
            + name
            + "' in '"
            + folder
            + "' (there are: "
            + String.join(", ", files().stream().map(f -> parts(f).group(1)).toList())
            + "; or name a .clonepath file)");
  }

  /** The path with exactly this id, if it is kept here and can be read. */
  Optional<ClonePath> byId(String id) {
    return list().stream().filter(c -> c.id().equals(id)).map(Stored::path).findFirst();
  }

  /** Refuses a name that cannot be one. */
  static void checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "clone name '"
              + OneLine.shown(name)
              + "' (expected: 1 to 100 of A-Z a-z 0-9 . _ -, not beginning with a dot)");
    }
  }

  /**
   * Refuses a folder that takes no files: before a clone is built, not after it.
   *
   * @throws LucyException {@link Reason#STORAGE_FAILED}
   */
  void checkWritable() {
    WriteProbe.folder(folder);
  }

  /**
   * Keeps a clone. Under a name that another one has, its id's first digits are added to the name.
   *
   * @throws LucyException {@link Reason#STORAGE_FAILED} if the disk refuses
   */
  Stored add(String name, ClonePath path) {
    checkName(name);
    boolean taken =
        files().stream()
            .map(CloneStore::parts)
            .anyMatch(p -> p.group(1).equals(name) && !p.group(2).equals(path.id()));
    String free = taken ? named(name, path) : name;
    if (taken) {
      warnings.accept("another clone is called '" + name + "'; this one is '" + free + "'");
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new LucyException(
          Reason.STORAGE_FAILED,
          "cannot make the folder '" + folder + "': " + DiskError.describe(e),
          e);
    }
    Path file = folder.resolve(free + "." + path.id() + ".clonepath");
    new ClonePathFile(path).write(file);
    return new Stored(free, file, path, ClonePathCodec.decode(path));
  }

  /** A name of its own for a clone, from the name of what it comes from. */
  static String named(String stem, ClonePath path) {
    return stem.replaceFirst("-[0-9a-f]{" + NAMED_BY + "}$", "")
        + "-"
        + path.id().substring(0, NAMED_BY);
  }

  private List<Path> files() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> FILE.matcher(file.getFileName().toString()).matches())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new LucyException(
          Reason.NOT_FOUND, "cannot read '" + folder + "': " + DiskError.describe(e), e);
    }
  }

  private static Stored read(Path file) {
    ClonePath path = ClonePathFile.read(file).path();
    Matcher parts = parts(file);
    String name = parts.matches() ? parts.group(1) : file.getFileName().toString();
    if (parts.matches() && !parts.group(2).equals(path.id())) {
      throw new LucyException(
          Reason.DIGEST_MISMATCH,
          "'" + file + "' holds the clone " + path.id() + " (rename it, or restore it)");
    }
    return new Stored(
        name.replaceFirst("\\.clonepath$", ""), file, path, ClonePathCodec.decode(path));
  }

  private static Matcher parts(Path file) {
    Matcher parts = FILE.matcher(file.getFileName().toString());
    boolean unused = parts.matches();
    return parts;
  }
}
