package io.lucy.engine.insert;

import io.lucy.engine.fit.Ridge;
import io.lucy.engine.path.AdapterWeights;

/**
 * Fits an adapter in closed form: the ridge least-squares map from target features to source
 * features.
 *
 * <p>Minimises {@code ‖X W − Y‖² + λ‖W‖²} over pixels of all samples, where X is [pixels, target
 * channels] and Y is [pixels, source channels]. Same idea as the stitching layers of SN-Net (arXiv
 * 2302.06586), there with λ = 0.
 *
 * <p>Uses at most {@value #MAX_PIXELS} pixels, spread evenly; costs one pass over them and one
 * {@code (target channels + 1)³} solve.
 */
final class AdapterFit {
  private static final int MAX_PIXELS = 8_000;
  private static final double LAMBDA = 1e-3;

  private AdapterFit() {}

  /**
   * Fits an adapter.
   *
   * @param target [samples, target channels, pixels]
   * @param source [samples, source channels, pixels]
   */
  static AdapterWeights of(
      float[] target, float[] source, int samples, int targetChannels, int sourceChannels) {
    int pixels = target.length / (samples * targetChannels);
    long total = (long) samples * pixels;
    long stride = Math.max(1, total / MAX_PIXELS) | 1;
    Ridge ridge = new Ridge(targetChannels, sourceChannels);
    float[] x = new float[targetChannels];
    float[] y = new float[sourceChannels];
    for (long at = 0; at < total; at += stride) {
      int sample = (int) (at / pixels);
      int pixel = (int) (at % pixels);
      for (int c = 0; c < targetChannels; c++) {
        x[c] = target[(sample * targetChannels + c) * pixels + pixel];
      }
      for (int c = 0; c < sourceChannels; c++) {
        y[c] = source[(sample * sourceChannels + c) * pixels + pixel];
      }
      ridge.add(x, y);
    }
    Ridge.Map map = ridge.solve(LAMBDA);
    return new AdapterWeights(map.weights(), map.bias());
  }
}
