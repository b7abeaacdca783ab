package io.lucy.engine.zoo;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.Tags;
import io.lucy.engine.io.DiskError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * One walk through a zoo's folder: what is in order becomes an entry, what is not becomes a
 * problem.
 */
final class ZooScan {
  private final List<ZooEntry> entries = new ArrayList<>();
  private final List<ZooProblem> problems = new ArrayList<>();

  private final Zoo.FileDigests digests;

  private ZooScan(Zoo.FileDigests digests) {
    this.digests = digests;
  }

  static ZooScan of(Path zoo, Zoo.FileDigests digests) {
    if (!Files.isDirectory(zoo)) {
      throw new LucyException(
          Reason.NOT_FOUND,
          "no zoo folder '" + zoo + "' (name a folder of <name>/<version>/model.onnx)");
    }
    ZooScan scan = new ZooScan(digests);
    try {
      for (Path child : children(zoo)) {
        scan.network(child);
      }
    } catch (IOException e) {
      throw new LucyException(
          Reason.NOT_FOUND, "cannot read the zoo '" + zoo + "': " + DiskError.describe(e), e);
    }
    scan.entries.sort(
        Comparator.comparing(ZooEntry::name)
            .thenComparing(Comparator.comparingInt(ZooEntry::version).reversed()));
    return scan;
  }

  /** By name, and the newest version of each first. */
  List<ZooEntry> entries() {
    return entries;
  }

  List<ZooProblem> problems() {
    return problems;
  }

  private void network(Path folder) {
    String name = folder.getFileName().toString();
    if (!Files.isDirectory(folder)) {
      if (name.endsWith(".onnx")) {
        problem(
            folder,
            Reason.ZOO_INVALID,
            "a network outside the layout (expected: <name>/<version>/model.onnx; add it with labels)");
      }
      return;
    }
    try {
      if (!ZooLayout.isName(name)) {
        throw broken(
            "a name that clients cannot write (expected: A-Z a-z 0-9 . _ -; rename the folder)");
      }
      List<Path> versions = children(folder).stream().filter(Files::isDirectory).toList();
      if (versions.isEmpty()) {
        throw broken("no version folder (expected: " + name + "/1/model.onnx)");
      }
      List<String> labels = labels(folder.resolve(ZooLayout.LABELS));
      for (Path version : versions) {
        version(name, version, labels);
      }
    } catch (LucyException e) {
      problem(folder, e.reason(), e.getMessage());
    } catch (IOException e) {
      problem(folder, Reason.NOT_FOUND, "cannot be read: " + DiskError.describe(e));
    }
  }

  private void version(String name, Path folder, List<String> labels) {
    try {
      String version = folder.getFileName().toString();
      if (!ZooLayout.isVersion(version)) {
        throw broken(
            "version '" + version + "' (expected: a number from 1, without leading zeros)");
      }
      Path model = folder.resolve(ZooLayout.MODEL);
      if (!Files.isRegularFile(model)) {
        throw broken("no model.onnx (put the network's file here, under this name)");
      }
      long sizeBytes = Files.size(model);
      if (sizeBytes == 0 || sizeBytes > ZooLayout.MAX_MODEL_BYTES) {
        throw broken(
            "model.onnx has "
                + sizeBytes
                + " bytes (expected: 1 to "
                + ZooLayout.MAX_MODEL_BYTES
                + ")");
      }
      NetworkCard card = card(folder.resolve(ZooLayout.CARD));
      String digest = digests.of(model);
      checkRecorded(card, model, digest, sizeBytes);
      entries.add(
          new ZooEntry(name, Integer.parseInt(version), model, labels, card, digest, sizeBytes));
    } catch (LucyException e) {
      problem(folder, e.reason(), e.getMessage());
    } catch (IOException e) {
      problem(folder, Reason.NOT_FOUND, "cannot be read: " + DiskError.describe(e));
    }
  }

  /** The file must be the one that was added; a card that records none speaks of any. */
  private static void checkRecorded(NetworkCard card, Path model, String digest, long sizeBytes) {
    NetworkCard.Model recorded = card.model();
    if (recorded != null && !recorded.equals(new NetworkCard.Model(digest, sizeBytes))) {
      throw new LucyException(
          Reason.DIGEST_MISMATCH,
          "'"
              + model
              + "' has digest "
              + digest
              + " and "
              + sizeBytes
              + " bytes (recorded in card.json: "
              + recorded.sha256()
              + ", "
              + recorded.sizeBytes()
              + " bytes; restore the file, or add the other one as a network of its own)");
    }
  }

  private static NetworkCard card(Path file) throws IOException {
    return Files.exists(file) ? NetworkCard.parse(text(file)) : NetworkCard.NONE;
  }

  static List<String> labels(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw broken("no labels.txt (expected: beside the version folders, one label per line)");
    }
    List<String> labels = text(file).stripTrailing().lines().map(String::strip).toList();
    if (labels.isEmpty()) {
      throw broken("labels.txt is empty (expected: one label per line)");
    }
    try {
      Tags.checkNames(labels);
    } catch (LucyException e) {
      throw new LucyException(Reason.ZOO_INVALID, "labels.txt: " + e.getMessage(), e);
    }
    return labels;
  }

  private static String text(Path file) throws IOException {
    long sizeBytes = Files.size(file);
    if (sizeBytes > ZooLayout.MAX_TEXT_BYTES) {
      throw broken(
          file.getFileName()
              + " has "
              + sizeBytes
              + " bytes (expected: at most "
              + ZooLayout.MAX_TEXT_BYTES
              + ")");
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new LucyException(
          Reason.ZOO_INVALID, file.getFileName() + " is not UTF-8 (convert it)", e);
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.filter(child -> !ZooLayout.isHidden(child)).sorted().toList();
    }
  }

  private void problem(Path path, Reason reason, String message) {
    problems.add(new ZooProblem(path, reason, message));
  }

  private static LucyException broken(String message) {
    return new LucyException(Reason.ZOO_INVALID, message);
  }
}
