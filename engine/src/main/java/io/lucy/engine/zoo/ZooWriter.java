package io.lucy.engine.zoo;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.Tags;
import io.lucy.engine.io.AtomicFile;
import io.lucy.engine.io.DiskError;
import io.lucy.engine.io.Sha256;
import io.lucy.engine.io.WriteProbe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Adds networks to a zoo's folder: an operator's act, which no service does. */
public final class ZooWriter {
  private ZooWriter() {}

  /**
   * Refuses before a long training what {@link #add} would refuse after it: bad names and labels,
   * labels other than those that the name has, and a folder that takes no files.
   *
   * @throws LucyException as {@link #add}
   */
  public static void check(Path zoo, String name, List<String> labels) {
    checkNames(name, labels);
    try {
      if (nextVersion(zoo.resolve(name)) > 1) {
        refuseOtherLabels(zoo.resolve(name), labels);
      }
    } catch (IOException e) {
      throw refused(zoo, name, e);
    }
    WriteProbe.folder(zoo);
  }

  /**
   * Adds a network as a whole or not at all, and makes the zoo's folder if need be. A name that
   * exists gets its next version, if the labels are the same. What is there already is never
   * changed.
   *
   * @param described what is known of the network; its card will record the file as well
   * @throws LucyException with {@link Reason#ARGUMENT_INVALID} for a bad name or a network that the
   *     zoo has, with {@link Reason#LABEL_INVALID} for bad labels, with {@link
   *     Reason#STORAGE_FAILED} if the disk refuses
   */
  public static ZooEntry add(
      Path zoo, String name, List<String> labels, byte[] model, NetworkCard described) {
    checkNames(name, labels);
    if (model.length == 0) {
      throw new LucyException(
          Reason.MODEL_INVALID, "network '" + name + "' has no bytes (give an ONNX file)");
    }
    String digest = Sha256.hex(model);
    NetworkCard card = described.withModel(new NetworkCard.Model(digest, model.length));
    Path folder = zoo.resolve(name);
    try {
      Files.createDirectories(zoo);
      refuseDuplicate(zoo, digest);
      int version = nextVersion(folder);
      if (version == 1) {
        addNetwork(zoo, folder, labels, model, card);
      } else {
        refuseOtherLabels(folder, labels);
        addVersion(folder, version, model, card);
      }
      Path path = folder.resolve(Integer.toString(version)).resolve(ZooLayout.MODEL);
      return new ZooEntry(name, version, path, labels, card, digest, model.length);
    } catch (IOException e) {
      throw refused(zoo, name, e);
    }
  }

  private static void checkNames(String name, List<String> labels) {
    ZooLayout.checkName(name);
    Tags.checkNames(labels);
    if (labels.isEmpty()) {
      throw new LucyException(
          Reason.LABEL_INVALID,
          "network '" + name + "' has no labels (name them in the order of its outputs)");
    }
  }

  private static LucyException refused(Path zoo, String name, IOException e) {
    return new LucyException(
        Reason.STORAGE_FAILED,
        "cannot add '"
            + name
            + "' to '"
            + zoo
            + "': "
            + DiskError.describe(e)
            + " (nothing was added; check space and permissions)",
        e);
  }

  private static void refuseDuplicate(Path zoo, String digest) {
    for (ZooEntry entry : ZooScan.of(zoo, Sha256::hexOfFile).entries()) {
      if (entry.digest().equals(digest)) {
        throw new LucyException(
            Reason.ARGUMENT_INVALID,
            "the zoo has this network already, as "
                + entry.id()
                + " (digest "
                + digest
                + "; nothing to add)");
      }
    }
  }

  private static void refuseOtherLabels(Path folder, List<String> labels) throws IOException {
    List<String> present = ZooScan.labels(folder.resolve(ZooLayout.LABELS));
    if (!present.equals(labels)) {
      throw new LucyException(
          Reason.LABEL_INVALID,
          "network '"
              + folder.getFileName()
              + "' has labels "
              + present
              + " (given: "
              + labels
              + "; versions share their labels, so choose another name)");
    }
  }

  private static int nextVersion(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return 1;
    }
    try (Stream<Path> children = Files.list(folder)) {
      return 1
          + children
              .map(child -> child.getFileName().toString())
              .filter(ZooLayout::isVersion)
              .mapToInt(Integer::parseInt)
              .max()
              .orElse(0);
    }
  }

  private static void addNetwork(
      Path zoo, Path folder, List<String> labels, byte[] model, NetworkCard card)
      throws IOException {
    if (Files.exists(folder)) {
      throw new LucyException(
          Reason.ZOO_INVALID,
          "folder '"
              + folder
              + "' is there but has no version (remove it, or choose another name)");
    }
    Path partial = partialFolder(zoo);
    try {
      Files.createDirectory(partial);
      writeText(partial.resolve(ZooLayout.LABELS), String.join("\n", labels) + "\n");
      Path version = Files.createDirectory(partial.resolve("1"));
      writeVersion(version, model, card);
      AtomicFile.forceFolder(partial);
      Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
      AtomicFile.forceFolder(zoo);
    } finally {
      deleteTree(partial);
    }
  }

  private static void addVersion(Path folder, int version, byte[] model, NetworkCard card)
      throws IOException {
    Path partial = partialFolder(folder);
    try {
      Files.createDirectory(partial);
      writeVersion(partial, model, card);
      Files.move(
          partial, folder.resolve(Integer.toString(version)), StandardCopyOption.ATOMIC_MOVE);
      AtomicFile.forceFolder(folder);
    } finally {
      deleteTree(partial);
    }
  }

  private static void writeVersion(Path folder, byte[] model, NetworkCard card) throws IOException {
    AtomicFile.writeAndForce(folder.resolve(ZooLayout.MODEL), out -> out.write(model));
    writeText(folder.resolve(ZooLayout.CARD), card.toJson());
    AtomicFile.forceFolder(folder);
  }

  private static void writeText(Path file, String text) throws IOException {
    AtomicFile.writeAndForce(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Path partialFolder(Path parent) {
    return parent.resolve(".adding-" + UUID.randomUUID());
  }

  private static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> paths;
    try (Stream<Path> found = Files.walk(folder)) {
      paths = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
