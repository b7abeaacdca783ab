package io.lucy.cli;

import io.lucy.engine.zoo.ZooEntry;
import io.lucy.fabric.grpc.Digits;
import io.lucy.proto.zoo.v1.Network;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code lucy zoo} says of a network in JSON; the fields are fixed.
 *
 * @param accuracy in [0, 1]; null if the card does not say
 */
record NetworkRow(
    String name,
    int version,
    String family,
    List<String> labels,
    @Nullable Double accuracy,
    String digest,
    long bytes) {

  static NetworkRow of(Network network) {
    return new NetworkRow(
        network.getName(),
        network.getVersion(),
        network.getFamily(),
        network.getLabelsList(),
        network.hasAccuracy() ? network.getAccuracy() : null,
        Digits.of(network.getModel().getSha256()),
        network.getModel().getSizeBytes());
  }

  static NetworkRow of(ZooEntry entry) {
    return new NetworkRow(
        entry.name(),
        entry.version(),
        entry.card().family(),
        entry.labels(),
        entry.card().accuracy(),
        entry.digest(),
        entry.sizeBytes());
  }
}
