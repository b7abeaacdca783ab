package io.lucy.engine.path;

import java.util.List;

/**
 * One network of a zoo, named so that any copy of it is recognised.
 *
 * @param fileSha256 SHA-256 of the model file, 64 lower-case hex digits
 * @param sizeBytes length of the model file
 * @param weightsSha256 {@link io.lucy.engine.graph.WeightsDigest} of the network, which survives a
 *     re-serialisation of the file
 * @param name what the network is called where the path was made; a hint for people, may be empty
 * @param mean taken from {@code pixel / 255}, one per channel; empty for zeros
 * @param std that the difference is divided by, one per channel, positive; empty for ones
 * @param labels all labels of the network, in the order of its logits
 */
public record NetworkIdentity(
    String fileSha256,
    long sizeBytes,
    String weightsSha256,
    String name,
    List<Float> mean,
    List<Float> std,
    List<String> labels) {
  public NetworkIdentity {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    labels = List.copyOf(labels);
    Invariants.requireSha256("digest of the model file", fileSha256);
    Invariants.require(sizeBytes > 0, "size of the model file", sizeBytes, "at least 1");
    PathBounds.atMost("size of the model file", sizeBytes, PathBounds.NETWORK_BYTES);
    Invariants.requireSha256("digest of the weights", weightsSha256);
    Invariants.requireText("name", name);
    PathBounds.atMost("number of means", mean.size(), PathBounds.IMAGE_CHANNELS);
    Invariants.require(
        mean.size() == std.size(), "number of means", mean.size(), "that of stds, " + std.size());
    mean.forEach(m -> Invariants.requireFinite("mean", m));
    for (float deviation : std) {
      Invariants.requireFinite("std", deviation);
      Invariants.require(deviation > 0, "std", deviation, "a positive number");
    }
    Invariants.requireLabels("network labels", labels);
  }

  @Override
  public String toString() {
    return "network '" + name + "' " + fileSha256;
  }
}
