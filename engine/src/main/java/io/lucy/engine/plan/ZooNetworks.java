package io.lucy.engine.plan;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.data.Normalisation;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.OnnxReader;
import io.lucy.engine.graph.WeightsDigest;
import io.lucy.engine.path.NetworkIdentity;
import io.lucy.engine.surgery.Network;
import io.lucy.engine.zoo.Zoo;
import io.lucy.engine.zoo.ZooEntry;
import java.lang.ref.SoftReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The networks of a zoo, read and taken apart when they are first asked for.
 *
 * <p>Every file is checked against the digest that it had when the zoo was opened. A network stays
 * in memory while there is room. Safe to share between threads; one network is read at a time.
 */
public final class ZooNetworks {
  private final Zoo zoo;
  private final Map<String, SoftReference<KnownNetwork>> read = new HashMap<>();
  private final Map<String, String> weights = new HashMap<>();
  private final Map<String, NetworkFacts> facts = new HashMap<>();

  public ZooNetworks(Zoo zoo) {
    this.zoo = zoo;
  }

  public Zoo zoo() {
    return zoo;
  }

  /**
   * Reads a network.
   *
   * @throws LucyException naming the network and its file: {@link Reason#DIGEST_MISMATCH} if it was
   *     changed, {@link Reason#LABEL_INVALID} if it has another number of labels than outputs, and
   *     as {@link Network#read}
   */
  public synchronized KnownNetwork load(ZooEntry entry) {
    SoftReference<KnownNetwork> known = read.get(entry.id());
    KnownNetwork network = known == null ? null : known.get();
    if (network == null) {
      network = read(zoo, entry);
      read.put(entry.id(), new SoftReference<>(network));
      weights.put(entry.id(), network.identity().weightsSha256());
    }
    return network;
  }

  /** What a plan asks of a network; the network is read if it has not been asked before. */
  public synchronized NetworkFacts facts(ZooEntry entry) {
    NetworkFacts known = facts.get(entry.id());
    if (known == null) {
      known = NetworkFacts.of(load(entry).network());
      facts.put(entry.id(), known);
    }
    return known;
  }

  /** Reads the network that a user means; see {@link Zoo#find}. */
  public KnownNetwork load(String nameOrDigestPrefix) {
    return load(zoo.find(nameOrDigestPrefix));
  }

  /**
   * Finds and reads the network that a clone path names: the same file, or else a file with the
   * same weights. Labels and normalisation are those of the path, whatever the zoo says, so that
   * one path means one clone everywhere.
   *
   * @throws LucyException {@link Reason#PATH_UNRESOLVED} if the zoo has neither, {@link
   *     Reason#PATH_CORRUPT} if the path has another number of labels than the network
   */
  public KnownNetwork resolve(NetworkIdentity identity) {
    return load(entry(identity)).as(identity);
  }

  /** Where the network that a path names lies; fails as {@link #resolve} does. */
  public ZooEntry entry(NetworkIdentity identity) {
    return zoo.byDigest(identity.fileSha256())
        .or(() -> byWeights(identity.weightsSha256()))
        .orElseThrow(() -> unresolved(identity));
  }

  /**
   * Reads the files of all networks that were read so far again, and compares digests.
   *
   * @throws LucyException {@link Reason#DIGEST_MISMATCH} or {@link Reason#NOT_FOUND}, naming the
   *     file
   */
  public synchronized void verifyUnchanged() {
    zoo.versions().stream().filter(e -> read.containsKey(e.id())).forEach(zoo::bytes);
  }

  /** Reads every network that may be it once; one that cannot be read is not it. */
  private synchronized Optional<ZooEntry> byWeights(String digest) {
    for (ZooEntry entry : zoo.versions()) {
      try {
        String own = weights.get(entry.id());
        if ((own == null ? load(entry).identity().weightsSha256() : own).equals(digest)) {
          return Optional.of(entry);
        }
      } catch (LucyException e) {
        if (e.reason() == Reason.DIGEST_MISMATCH) {
          throw e;
        }
        weights.put(entry.id(), "");
      }
    }
    return Optional.empty();
  }

  /** Reads a network and keeps nothing; fails as {@link #load(ZooEntry)} does. */
  public static KnownNetwork read(Zoo zoo, ZooEntry entry) {
    return read(zoo.bytes(entry), entry);
  }

  /**
   * Takes a network apart whose file was fetched from a zoo elsewhere; fails as {@link
   * #load(ZooEntry)} does, but for the digest: that is the caller's to check.
   *
   * @param entry what that zoo says of it
   */
  public static KnownNetwork read(byte[] bytes, ZooEntry entry) {
    try {
      Graph graph = OnnxReader.read(bytes);
      Network network = Network.of(graph);
      if (network.head().labels() != entry.labels().size()) {
        throw new LucyException(
            Reason.LABEL_INVALID,
            network.head().labels()
                + " outputs, "
                + entry.labels().size()
                + " labels (correct labels.txt)");
      }
      Normalisation pixels = entry.normalisation();
      boolean none = pixels.equals(Normalisation.NONE);
      NetworkIdentity identity =
          new NetworkIdentity(
              entry.digest(),
              entry.sizeBytes(),
              WeightsDigest.of(graph),
              entry.name(),
              none ? List.of() : pixels.mean(),
              none ? List.of() : pixels.std(),
              entry.labels());
      KnownNetwork known = KnownNetwork.of(identity, network);
      pixels.checkFits(known.imageShape());
      return known;
    } catch (LucyException e) {
      throw new LucyException(
          e.reason(),
          "network '" + entry.id() + "' ('" + entry.path() + "'): " + e.getMessage(),
          e);
    }
  }

  private LucyException unresolved(NetworkIdentity identity) {
    return new LucyException(
        Reason.PATH_UNRESOLVED,
        "the zoo '"
            + zoo.folder()
            + "' has no network with the file digest "
            + identity.fileSha256()
            + " or the weights digest "
            + identity.weightsSha256()
            + " (called '"
            + identity.name()
            + "' where the clone was made; add its file to the zoo with 'lucy zoo add', or name"
            + " another zoo)");
  }
}
