package io.lucy.engine.plan;

import io.lucy.engine.check.NetworkCheck;
import io.lucy.engine.data.ImageShape;
import io.lucy.engine.surgery.Flops;
import io.lucy.engine.surgery.Network;

/**
 * What a plan asks of a network, besides its labels and its card. Depends on the file's bytes
 * alone.
 *
 * @param images what it takes
 * @param flops of its trunk, for one image
 * @param canBeSource whether it can be localised
 */
public record NetworkFacts(ImageShape images, long flops, boolean canBeSource) {
  /** Finds them out; costs a trial of every gradient. */
  public static NetworkFacts of(Network network) {
    int[] image = network.imageShape();
    return new NetworkFacts(
        new ImageShape(image[0], image[1], image[2]),
        Flops.of(network.trunk()),
        NetworkCheck.of(network).canBeSource());
  }
}
