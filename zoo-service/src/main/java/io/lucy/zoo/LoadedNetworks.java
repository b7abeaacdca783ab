package io.lucy.zoo;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.data.Normalisation;
import io.lucy.engine.path.NetworkIdentity;
import io.lucy.engine.plan.ZooNetworks;
import io.lucy.engine.zoo.ZooEntry;
import java.util.List;
import java.util.Optional;

/**
 * Networks of a zoo in memory, read when they are first needed and kept while there is room. Safe
 * to share between threads; different networks are read at the same time.
 */
public final class LoadedNetworks {
  /** Weights as arrays and once more as constants of the graph that is being put together. */
  private static final int COPIES = 2;

  private final Examinations examinations;
  private final SizedCache<Key, KnownNetwork> cache;

  /** All that a loaded network depends on. */
  private record Key(
      String digest, String name, List<String> labels, Normalisation normalisation) {}

  LoadedNetworks(Examinations examinations, long capacityBytes) {
    this.examinations = examinations;
    this.cache =
        new SizedCache<>(capacityBytes, network -> COPIES * network.identity().sizeBytes());
  }

  /**
   * Reads a network.
   *
   * @throws LucyException as {@link ZooNetworks#read}
   */
  public KnownNetwork load(ZooSnapshot snapshot, ZooEntry entry) {
    Key key = new Key(entry.digest(), entry.name(), entry.labels(), entry.normalisation());
    return cache.get(key, () -> ZooNetworks.read(snapshot.zoo(), entry));
  }

  /**
   * Finds and reads the network that a clone path names, under the path's labels and normalisation.
   *
   * @throws LucyException as {@link #entry} and {@link KnownNetwork#as}
   */
  public KnownNetwork resolve(ZooSnapshot snapshot, NetworkIdentity identity) {
    return load(snapshot, entry(snapshot, identity)).as(identity);
  }

  /**
   * Where the network that a clone path names lies: the same file, or else one with the same
   * weights. Examines files that nobody asked for yet.
   *
   * @throws LucyException {@link Reason#PATH_UNRESOLVED} if the zoo has neither, {@link
   *     Reason#DIGEST_MISMATCH} if it has the file, but changed
   */
  public ZooEntry entry(ZooSnapshot snapshot, NetworkIdentity identity) {
    Optional<ZooEntry> same = snapshot.zoo().byDigest(identity.fileSha256());
    return same.or(() -> byWeights(snapshot, identity.weightsSha256()))
        .or(() -> snapshot.byDigest(identity.fileSha256()))
        .orElseThrow(
            () ->
                new LucyException(
                    Reason.PATH_UNRESOLVED,
                    "the zoo has no network with the file digest "
                        + identity.fileSha256()
                        + " or the weights digest "
                        + identity.weightsSha256()
                        + " (called '"
                        + identity.name()
                        + "' where the clone was made; add its file to the zoo with 'lucy zoo"
                        + " add': it is noticed at once)"));
  }

  private Optional<ZooEntry> byWeights(ZooSnapshot snapshot, String weightsSha256) {
    return snapshot.zoo().versions().stream()
        .filter(entry -> hasWeights(snapshot, entry, weightsSha256))
        .findFirst();
  }

  private boolean hasWeights(ZooSnapshot snapshot, ZooEntry entry, String weightsSha256) {
    try {
      return examinations.of(snapshot.zoo(), entry).weightsSha256().equals(weightsSha256);
    } catch (LucyException changedMeanwhile) {
      // The next look at the folder says so; whatever it is now, it is not what is looked for.
      return false;
    }
  }
}
