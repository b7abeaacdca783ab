package io.lucy.engine.check;

import io.lucy.engine.surgery.Cut;
import io.lucy.engine.surgery.Cuts;
import io.lucy.engine.surgery.FilterGroups;
import io.lucy.engine.surgery.Flops;
import io.lucy.engine.surgery.Network;
import java.util.Arrays;
import java.util.List;

/**
 * A network taken apart.
 *
 * @param image channels, height and width of the images that it takes
 * @param labels number of its outputs
 * @param features number of features that its head reads
 * @param cuts shallow to deep; the first is the input
 * @param filters that can be masked
 * @param filterGroups of filters that can only be masked together
 * @param flops of one image, without the head
 */
public record Anatomy(
    List<Integer> image,
    int labels,
    int features,
    List<Cut> cuts,
    int filters,
    int filterGroups,
    long flops) {
  public Anatomy {
    image = List.copyOf(image);
    cuts = List.copyOf(cuts);
  }

  static Anatomy of(Network network, FilterGroups groups) {
    return new Anatomy(
        Arrays.stream(network.imageShape()).boxed().toList(),
        network.head().labels(),
        network.head().features(),
        Cuts.of(network.trunk()),
        groups.filters(),
        groups.size(),
        Flops.of(network.trunk()));
  }
}
