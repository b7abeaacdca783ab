package io.lucy.engine.compose;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.ImageShape;
import io.lucy.engine.data.Normalisation;
import io.lucy.engine.data.PixelFormat;
import io.lucy.engine.path.NetworkIdentity;
import io.lucy.engine.surgery.Cut;
import io.lucy.engine.surgery.Cuts;
import io.lucy.engine.surgery.Network;
import java.util.List;

/**
 * A frozen network of a zoo, read and taken apart.
 *
 * @param identity how paths name it
 * @param network its trunk and head
 * @param cuts shallow to deep; cut 0 is the input
 */
public record KnownNetwork(NetworkIdentity identity, Network network, List<Cut> cuts) {
  public KnownNetwork {
    cuts = List.copyOf(cuts);
  }

  public static KnownNetwork of(NetworkIdentity identity, Network network) {
    return new KnownNetwork(identity, network, Cuts.of(network.trunk()));
  }

  /**
   * The same network as a path names it: with the path's labels and normalisation, whatever the zoo
   * says, so that one path means one clone everywhere.
   *
   * @throws LucyException {@link Reason#PATH_CORRUPT} if the path has another number of labels
   */
  public KnownNetwork as(NetworkIdentity named) {
    if (network.head().labels() != named.labels().size()) {
      throw new LucyException(
          Reason.PATH_CORRUPT,
          named
              + " has "
              + network.head().labels()
              + " outputs, the path names "
              + named.labels().size()
              + " labels (ask for the path again)");
    }
    return new KnownNetwork(named, network, cuts);
  }

  public String name() {
    return identity.name();
  }

  public List<String> labels() {
    return identity.labels();
  }

  public Normalisation normalisation() {
    return identity.mean().isEmpty()
        ? Normalisation.NONE
        : new Normalisation(identity.mean(), identity.std());
  }

  public ImageShape imageShape() {
    int[] shape = network.imageShape();
    return new ImageShape(shape[0], shape[1], shape[2]);
  }

  /** The pixels that the network reads. */
  public PixelFormat pixels() {
    return new PixelFormat(imageShape(), normalisation());
  }

  /** Number of features that the head reads. */
  public int features() {
    return network.head().features();
  }

  /** Rows of some labels in the head, in their order. */
  public int[] rows(List<String> wanted) {
    return wanted.stream().mapToInt(label -> labels().indexOf(label)).toArray();
  }
}
