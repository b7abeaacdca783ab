package io.lucy.engine.architecture;

import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.Normalisation;
import java.util.ArrayList;
import java.util.List;

/** Mean and deviation of a dataset's pixels, as fractions of 255. */
final class PixelStatistics {
  private static final double DECIMALS = 1e4;
  private static final double LEAST_DEVIATION = 0.01;

  private PixelStatistics() {}

  /** Per channel, rounded to four decimals; deviations are at least 0.01. */
  static Normalisation of(Dataset data) {
    int channels = data.shape().channels();
    int plane = data.shape().height() * data.shape().width();
    double[] sum = new double[channels];
    double[] squares = new double[channels];
    for (int sample = 0; sample < data.size(); sample++) {
      byte[] pixels = data.image(sample);
      for (int i = 0; i < pixels.length; i++) {
        double value = (pixels[i] & 0xff) / 255.0;
        sum[i / plane] += value;
        squares[i / plane] += value * value;
      }
    }
    List<Float> means = new ArrayList<>();
    List<Float> deviations = new ArrayList<>();
    double count = (double) data.size() * plane;
    for (int channel = 0; channel < channels; channel++) {
      double mean = sum[channel] / count;
      double variance = Math.max(0, squares[channel] / count - mean * mean);
      means.add(rounded(mean));
      deviations.add(rounded(Math.max(LEAST_DEVIATION, Math.sqrt(variance))));
    }
    return new Normalisation(means, deviations);
  }

  private static float rounded(double value) {
    return (float) (Math.round(value * DECIMALS) / DECIMALS);
  }
}
