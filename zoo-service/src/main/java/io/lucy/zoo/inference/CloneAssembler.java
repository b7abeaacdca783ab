package io.lucy.zoo.inference;

import io.lucy.engine.LucyException;
import io.lucy.engine.compose.Assembly;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.OnnxWriter;
import io.lucy.engine.path.ClonePathView;
import io.lucy.engine.path.HeadDelta;
import io.lucy.engine.path.NetworkIdentity;
import io.lucy.engine.path.Provenance;
import io.lucy.engine.zoo.ZooEntry;
import io.lucy.zoo.SizedCache;
import io.lucy.zoo.ZooReader;
import io.lucy.zoo.ZooSnapshot;
import java.util.List;
import java.util.Optional;

/** Puts models together from the networks of the zoo. Safe to share between threads. */
public final class CloneAssembler {
  private final ZooReader zoo;
  private final CloneCatalog catalog;
  private final SizedCache<String, byte[]> files;

  /**
   * @param fileBytes how much memory assembled files may hold
   */
  public CloneAssembler(ZooReader zoo, CloneCatalog catalog, long fileBytes) {
    this.zoo = zoo;
    this.catalog = catalog;
    this.files = new SizedCache<>(fileBytes, file -> file.length);
  }

  /**
   * A clone as one standalone ONNX file, the same on every machine; a clone that is its target is
   * the target's file.
   *
   * @param owner whose clone it is
   * @throws LucyException {@code NOT_FOUND}, {@code PATH_UNRESOLVED}, {@code DIGEST_MISMATCH}, or
   *     why the path can never be assembled
   */
  public byte[] file(String owner, String pathId) {
    return zoo.seekingTwice(
        snapshot -> {
          ServedPath.Content path = catalog.find(owner, pathId).readable();
          ZooEntry target = requireNetworks(snapshot, path);
          return files.get(
              pathId,
              () ->
                  path.isTarget()
                      ? snapshot.zoo().bytes(target)
                      : OnnxWriter.bytes(clone(snapshot, path)));
        });
  }

  /**
   * Finds all networks of a path.
   *
   * @return the target
   * @throws LucyException {@code PATH_UNRESOLVED}, {@code DIGEST_MISMATCH}
   */
  ZooEntry requireNetworks(ZooSnapshot snapshot, ServedPath.Content path) {
    path.networks().forEach(network -> zoo.networks().entry(snapshot, network));
    return zoo.networks().entry(snapshot, path.target());
  }

  /** From pixels as the target wants them to logits. */
  Graph clone(ZooSnapshot snapshot, ServedPath.Content path) {
    return Assembly.of(path.view(), identity -> zoo.networks().resolve(snapshot, identity));
  }

  /**
   * Likewise for a network alone, in the form that clones of it have: what follows the logits is
   * left out.
   */
  Graph network(ZooSnapshot snapshot, ZooEntry entry) {
    KnownNetwork network = zoo.networks().load(snapshot, entry);
    NetworkIdentity identity = network.identity();
    ClonePathView itself =
        new ClonePathView(
            identity,
            network.labels(),
            List.of(),
            List.of(),
            Optional.of(HeadDelta.nothing(network.labels().size(), network.features())),
            Optional.empty(),
            Provenance.NONE);
    return Assembly.of(itself, any -> network);
  }
}
