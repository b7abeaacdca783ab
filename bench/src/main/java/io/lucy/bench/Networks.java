package io.lucy.bench;

import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.OnnxReader;
import io.lucy.engine.graph.WeightsDigest;
import io.lucy.engine.path.NetworkIdentity;
import io.lucy.engine.surgery.Network;
import io.lucy.engine.zoo.Zoo;
import io.lucy.engine.zoo.ZooEntry;

/** Reads networks of a zoo. */
public final class Networks {
  private Networks() {}

  /** The network behind an entry. */
  public static KnownNetwork load(Zoo zoo, ZooEntry entry) {
    Graph graph = OnnxReader.read(zoo.bytes(entry));
    return KnownNetwork.of(
        new NetworkIdentity(
            entry.digest(),
            entry.sizeBytes(),
            WeightsDigest.of(graph),
            entry.name(),
            entry.normalisation().mean(),
            entry.normalisation().std(),
            entry.labels()),
        Network.of(graph));
  }
}
