package io.lucy.engine.insert;

import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.compose.Position;
import io.lucy.engine.compose.Views;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.Normalisation;
import io.lucy.engine.data.PixelFormat;
import io.lucy.engine.fit.Logits;
import io.lucy.engine.fit.Matrix;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.runtime.BatchSource;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.runtime.Forward;
import io.lucy.engine.surgery.Cut;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What frozen networks say about some images, computed once for all positions.
 *
 * @param features of the last layer, [samples, features]
 * @param logits [samples, the network's labels]
 * @param cuts features at cuts, [samples, channels, height, width] row-major, by output name
 */
record Frozen(Matrix features, Matrix logits, Map<String, float[]> cuts) {
  /**
   * The target on images, with its features at the given positions brought to the sources'
   * resolutions.
   */
  static Frozen target(
      KnownNetwork target,
      Dataset images,
      Map<String, Position> positions,
      Cancellation cancellation) {
    return run(target, target, Views.target(target, positions), images, cancellation);
  }

  /** A source on images as it sees them, with its features at the given cuts. */
  static Frozen source(
      KnownNetwork target,
      KnownNetwork source,
      Dataset images,
      List<Cut> cuts,
      Cancellation cancellation) {
    return run(target, source, Views.source(target, source, cuts), images, cancellation);
  }

  /** The pixels that a source sees, [samples, channels, height, width]. */
  static float[] pixels(
      KnownNetwork target, KnownNetwork source, Dataset images, Cancellation cancellation) {
    return pixels(target.pixels(), source.pixels(), images, cancellation);
  }

  /** Pixels of one format in another, [samples, channels, height, width]. */
  static float[] pixels(
      PixelFormat given, PixelFormat wanted, Dataset images, Cancellation cancellation) {
    return Forward.run(
            Views.pixels(given, wanted),
            pixels(given.normalisation(), images),
            images.size(),
            cancellation)
        .get("seen");
  }

  static BatchSource pixels(KnownNetwork target, Dataset images) {
    return pixels(target.normalisation(), images);
  }

  private static BatchSource pixels(Normalisation normalisation, Dataset images) {
    return (sample, buffer) -> images.copyPixels(sample, normalisation, buffer);
  }

  private static Frozen run(
      KnownNetwork target,
      KnownNetwork network,
      Graph graph,
      Dataset images,
      Cancellation cancellation) {
    Map<String, float[]> outputs =
        new LinkedHashMap<>(
            Forward.run(graph, pixels(target, images), images.size(), cancellation));
    float[] values = outputs.remove(Views.FEATURES);
    Matrix features = new Matrix(images.size(), network.features(), values);
    return new Frozen(features, Logits.of(network.network().head(), features), outputs);
  }
}
