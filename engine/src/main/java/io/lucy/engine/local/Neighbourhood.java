package io.lucy.engine.local;

import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.ImageShape;
import io.lucy.engine.data.Normalisation;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * An image and its perturbations, and the linear map from a network's answers on them to its local
 * surrogate.
 *
 * <p>LIME (Ribeiro and others, KDD 2016): explain a network near an image by the linear model that
 * fits its answers on versions of the image with some cells switched off, weighted by nearness.
 * With perturbations Z [n, cells] in {0, 1}, switched-off cells filled with their mean, and weights
 * {@code π(z) = sqrt(exp(−D(z,1)² / σ²))}, D the cosine distance, the coefficients are {@code P f}
 * with {@code P} the coefficient rows of {@code (ZᵀΠZ + αI₀)⁻¹ZᵀΠ}, Z having a column of ones for
 * the unpenalised intercept. P does not depend on the network.
 */
public final class Neighbourhood implements Probe {
  private static final double SIGMA = 0.25;
  private static final double ALPHA = 1;

  private final int cells;
  private final int perturbations;
  private final float[] pixels;
  private final double[] map;

  private Neighbourhood(int cells, int perturbations, float[] pixels, double[] map) {
    this.cells = cells;
    this.perturbations = perturbations;
    this.pixels = pixels;
    this.map = map;
  }

  /**
   * Draws the perturbations of an image; the first is the image itself.
   *
   * @param perturbations n, at least 2
   * @param seed equal seeds give equal draws
   */
  public static Neighbourhood of(
      Dataset data,
      int sample,
      Normalisation normalisation,
      Superpixels superpixels,
      int perturbations,
      long seed) {
    ImageShape shape = data.shape();
    int[] cellOfPixel = superpixels.cells(data.image(sample), shape);
    int cells = Arrays.stream(cellOfPixel).max().orElse(0) + 1;
    SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + sample);
    boolean[][] on = new boolean[perturbations][cells];
    for (int i = 0; i < perturbations; i++) {
      for (int c = 0; c < cells; c++) {
        on[i][c] = i == 0 || random.nextBoolean();
      }
    }
    float[] image = new float[shape.sizeBytes()];
    data.copyPixels(sample, normalisation, FloatBuffer.wrap(image));
    return new Neighbourhood(
        cells,
        perturbations,
        perturb(image, shape, cellOfPixel, cells, on),
        surrogateMap(on, cells));
  }

  /**
   * One perturbation of an image, in raw bytes: some cells, each with probability ½, are filled
   * with their mean.
   */
  public static byte[] perturbed(
      byte[] image, ImageShape shape, Superpixels superpixels, SplittableRandom random) {
    int[] cellOfPixel = superpixels.cells(image, shape);
    int cells = Arrays.stream(cellOfPixel).max().orElse(0) + 1;
    boolean[][] on = new boolean[1][cells];
    for (int c = 0; c < cells; c++) {
      on[0][c] = random.nextBoolean();
    }
    float[] pixels = new float[image.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = image[i] & 0xff;
    }
    float[] perturbed = perturb(pixels, shape, cellOfPixel, cells, on);
    byte[] bytes = new byte[image.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(perturbed[i]);
    }
    return bytes;
  }

  /**
   * The same neighbourhood in other pixels.
   *
   * @param seen [rows, …], row-major; becomes the neighbourhood's own
   */
  public Neighbourhood seenAs(float[] seen) {
    return new Neighbourhood(cells, perturbations, seen, map);
  }

  @Override
  public int rows() {
    return perturbations;
  }

  @Override
  public int cells() {
    return cells;
  }

  @Override
  public void copy(int index, FloatBuffer target) {
    int size = pixels.length / perturbations;
    target.put(pixels, index * size, size);
  }

  @Override
  public double[] coefficients(double[] answers, int width) {
    double[] coefficients = new double[cells * width];
    for (int c = 0; c < cells; c++) {
      for (int i = 0; i < perturbations; i++) {
        double p = map[c * perturbations + i];
        for (int k = 0; k < width; k++) {
          coefficients[c * width + k] += p * answers[i * width + k];
        }
      }
    }
    return coefficients;
  }

  @Override
  public double[] transposed(double[] coefficients, int width) {
    double[] answers = new double[perturbations * width];
    for (int c = 0; c < cells; c++) {
      for (int i = 0; i < perturbations; i++) {
        double p = map[c * perturbations + i];
        for (int k = 0; k < width; k++) {
          answers[i * width + k] += p * coefficients[c * width + k];
        }
      }
    }
    return answers;
  }

  private static float[] perturb(
      float[] image, ImageShape shape, int[] cellOfPixel, int cells, boolean[][] on) {
    int plane = cellOfPixel.length;
    float[] perturbed = new float[on.length * image.length];
    for (int channel = 0; channel < shape.channels(); channel++) {
      double[] mean = new double[cells];
      int[] size = new int[cells];
      for (int pixel = 0; pixel < plane; pixel++) {
        mean[cellOfPixel[pixel]] += image[channel * plane + pixel];
        size[cellOfPixel[pixel]]++;
      }
      for (int i = 0; i < on.length; i++) {
        for (int pixel = 0; pixel < plane; pixel++) {
          int cell = cellOfPixel[pixel];
          perturbed[i * image.length + channel * plane + pixel] =
              on[i][cell] ? image[channel * plane + pixel] : (float) (mean[cell] / size[cell]);
        }
      }
    }
    return perturbed;
  }

  /** P [cells, n]. */
  private static double[] surrogateMap(boolean[][] on, int cells) {
    int n = on.length;
    DMatrixRMaj z = new DMatrixRMaj(n, cells + 1);
    DMatrixRMaj weighted = new DMatrixRMaj(n, cells + 1);
    for (int i = 0; i < n; i++) {
      int count = 0;
      for (int c = 0; c < cells; c++) {
        count += on[i][c] ? 1 : 0;
      }
      double distance = count == 0 ? 1 : 1 - Math.sqrt((double) count / cells);
      double weight = Math.sqrt(Math.exp(-distance * distance / (SIGMA * SIGMA)));
      for (int c = 0; c <= cells; c++) {
        double value = c == cells || on[i][c] ? 1 : 0;
        z.set(i, c, value);
        weighted.set(i, c, weight * value);
      }
    }
    DMatrixRMaj gram = new DMatrixRMaj(cells + 1, cells + 1);
    CommonOps_DDRM.multTransA(z, weighted, gram);
    for (int c = 0; c < cells; c++) {
      gram.add(c, c, ALPHA);
    }
    DMatrixRMaj right = new DMatrixRMaj(cells + 1, n);
    CommonOps_DDRM.transpose(weighted, right);
    DMatrixRMaj map = new DMatrixRMaj(cells + 1, n);
    CommonOps_DDRM.solve(gram, right, map);
    return Arrays.copyOf(map.getData(), cells * n);
  }
}
