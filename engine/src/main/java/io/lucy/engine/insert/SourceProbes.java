package io.lucy.engine.insert;

import io.lucy.engine.compose.Views;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.PixelFormat;
import io.lucy.engine.local.LocaliseOptions;
import io.lucy.engine.local.Neighbourhood;
import io.lucy.engine.local.Probe;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.runtime.Forward;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The neighbourhoods of calibration images as a source sees them. */
final class SourceProbes {
  private final PixelFormat given;
  private final PixelFormat seen;
  private final Dataset data;
  private final List<String> labels;
  private final int[] likeliest;
  private final Cancellation cancellation;

  /**
   * Prepares the neighbourhoods.
   *
   * @param given the pixels in which images are perturbed
   * @param seen the pixels that the source reads
   * @param likeliest for each image, which of the labels it most likely has
   */
  SourceProbes(
      PixelFormat given,
      PixelFormat seen,
      Dataset data,
      List<String> labels,
      int[] likeliest,
      Cancellation cancellation) {
    this.given = given;
    this.seen = seen;
    this.data = data;
    this.labels = labels;
    this.likeliest = likeliest;
    this.cancellation = cancellation;
  }

  /**
   * Probes of the samples whose likeliest label is wanted: some with their perturbations, all
   * others by themselves.
   */
  List<Probe> of(int[] samples, List<String> wanted, LocaliseOptions options, long seed) {
    List<Neighbourhood> near = neighbourhoods(samples, wanted, options, seed);
    int[] ofWanted = wanted(samples, wanted);
    List<Probe> probes = new ArrayList<>();
    for (Neighbourhood neighbourhood : near) {
      int size = given.shape().sizeBytes();
      float[] pixels = new float[neighbourhood.rows() * size];
      FloatBuffer buffer = FloatBuffer.wrap(pixels);
      for (int row = 0; row < neighbourhood.rows(); row++) {
        neighbourhood.copy(row, buffer);
      }
      probes.add(seen(neighbourhood, pixels));
    }
    float[] clean =
        Frozen.pixels(
            given,
            seen,
            data.select(Arrays.copyOfRange(ofWanted, near.size(), ofWanted.length)),
            cancellation);
    int size = seen.shape().sizeBytes();
    for (int i = 0; i < clean.length / size; i++) {
      probes.add(Probe.itself(Arrays.copyOfRange(clean, i * size, (i + 1) * size)));
    }
    return probes;
  }

  /** Neighbourhoods in the given pixels, of evenly spread samples of wanted labels. */
  List<Neighbourhood> neighbourhoods(
      int[] samples, List<String> wanted, LocaliseOptions options, long seed) {
    int[] ofWanted = wanted(samples, wanted);
    List<Neighbourhood> near = new ArrayList<>();
    for (int i = 0; i < Math.min(options.images(), ofWanted.length); i++) {
      near.add(
          Neighbourhood.of(
              data,
              ofWanted[i],
              given.normalisation(),
              options.superpixels(),
              options.perturbations(),
              seed));
    }
    return near;
  }

  /** Samples of wanted labels, those that come first spread evenly over the data. */
  private int[] wanted(int[] samples, List<String> wanted) {
    Set<Integer> columns = new HashSet<>();
    wanted.forEach(label -> columns.add(labels.indexOf(label)));
    int[] ofWanted = Arrays.stream(samples).filter(i -> columns.contains(likeliest[i])).toArray();
    java.util.SplittableRandom random = new java.util.SplittableRandom(ofWanted.length);
    for (int i = ofWanted.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = ofWanted[i];
      ofWanted[i] = ofWanted[j];
      ofWanted[j] = swapped;
    }
    return ofWanted;
  }

  private Probe seen(Neighbourhood neighbourhood, float[] pixels) {
    int size = pixels.length / neighbourhood.rows();
    Map<String, float[]> outputs =
        Forward.run(
            Views.pixels(given, seen),
            (row, buffer) -> buffer.put(pixels, row * size, size),
            neighbourhood.rows(),
            cancellation);
    return neighbourhood.seenAs(outputs.get("seen"));
  }
}
