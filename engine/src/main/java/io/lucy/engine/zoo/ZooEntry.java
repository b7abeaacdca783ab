package io.lucy.engine.zoo;

import io.lucy.engine.data.Normalisation;
import java.nio.file.Path;
import java.util.List;

/**
 * One version of one network of a zoo, as it was when the zoo was opened.
 *
 * @param name the folder's name
 * @param version from 1; the newest is the one that a name alone means
 * @param path the {@code model.onnx}
 * @param labels in the order of the network's outputs
 * @param card what else is known; {@link NetworkCard#NONE} without a {@code card.json}
 * @param digest SHA-256 of the file, in hexadecimal: the network's identity
 * @param sizeBytes of the file
 */
public record ZooEntry(
    String name,
    int version,
    Path path,
    List<String> labels,
    NetworkCard card,
    String digest,
    long sizeBytes) {

  public ZooEntry {
    labels = List.copyOf(labels);
  }

  /** {@code name/version}, which {@link Zoo#find} understands. */
  public String id() {
    return name + "/" + version;
  }

  public Normalisation normalisation() {
    return card.normalisation();
  }
}
