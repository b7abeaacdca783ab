package io.lucy.engine.local;

import io.lucy.engine.autodiff.ReverseMode;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.runtime.Program;
import io.lucy.engine.surgery.FilterGroups;
import io.lucy.engine.surgery.MaskPoint;
import io.lucy.engine.surgery.Masking;
import io.lucy.engine.surgery.Tuning;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A module whose masks can be set, run and differentiated.
 *
 * <p>Rows of a batch are perturbations of one or several images; gradients with respect to the
 * masks come back per row. Holds native memory until closed; not thread-safe.
 */
public final class MaskedModule implements AutoCloseable {
  private static final int BATCH = 64;
  private static final String SEED = "seed";

  private final Graph module;
  private final FilterGroups groups;
  private final String input;
  private final String features;
  private final int width;
  private final Program forward;
  private final Program backward;

  /**
   * Compiles a module.
   *
   * @param module one input, one output [N, features]
   * @param groups of that module
   */
  public MaskedModule(Graph module, FilterGroups groups) {
    this.module = module;
    this.groups = groups;
    this.input = module.input().name();
    Graph probed = Masking.probed(module, groups).withBatch(BATCH);
    this.features = probed.outputs().get(0).name();
    this.width = module.output().shape().extent(1);
    this.forward = new Program(probed);
    List<String> wanted = new ArrayList<>();
    for (int i = 0; i < groups.points().size(); i++) {
      wanted.add(Masking.input(i));
      wanted.add(Masking.offset(i));
    }
    List<String> inputs = probed.inputs().stream().map(v -> v.name()).toList();
    Graph plain = probed.between(inputs, List.of(features));
    this.backward = new Program(ReverseMode.differentiate(plain, Map.of(features, SEED), wanted));
  }

  /** The module without masks. */
  public Graph graph() {
    return module;
  }

  public FilterGroups groups() {
    return groups;
  }

  /** Number of features. */
  public int width() {
    return width;
  }

  /**
   * How a module is set.
   *
   * @param kept for each group, whether it stays
   */
  public record Setting(boolean[] kept, Tuning tuning) {
    /** Everything kept, nothing tuned. */
    public static Setting whole(FilterGroups groups) {
      return new Setting(groups.all(), Tuning.none(groups));
    }
  }

  /** Receives the rows of one probe. */
  interface Rows {
    /**
     * Takes the results for a probe.
     *
     * @param probe its place in the list
     * @param features [rows, features] of the probe
     */
    void take(int probe, float[] features);
  }

  /**
   * Runs all probes under a setting.
   *
   * @return for each mask point, the mean of every channel before the mask, over all rows
   */
  double[][] run(
      List<? extends Probe> probes, Setting setting, Cancellation cancellation, Rows results) {
    set(forward, setting);
    List<MaskPoint> points = groups.points();
    double[][] means = new double[points.size()][];
    long rows = 0;
    for (int p = 0; p < means.length; p++) {
      means[p] = new double[points.get(p).groups().length];
    }
    for (List<Integer> batch : batches(probes)) {
      cancellation.check();
      int filled = fill(forward, probes, batch);
      forward.run();
      FloatBuffer output = forward.output(features);
      for (int probe : batch) {
        float[] taken = new float[probes.get(probe).rows() * width];
        output.get(taken);
        results.take(probe, taken);
      }
      for (int p = 0; p < means.length; p++) {
        FloatBuffer mean = forward.output(Masking.mean(p));
        for (int i = 0; i < filled * means[p].length; i++) {
          means[p][i % means[p].length] += mean.get(i);
        }
      }
      rows += filled;
    }
    for (double[] mean : means) {
      for (int c = 0; c < mean.length; c++) {
        mean[c] /= Math.max(1, rows);
      }
    }
    return means;
  }

  /** Says what a probe's rows are multiplied with before the gradients are taken. */
  interface Seeds {
    /** The seeds of a probe, [rows, features]. */
    double[] of(int probe);
  }

  /** Receives one probe's gradients. */
  interface Gradients {
    /**
     * Takes the gradients of a probe.
     *
     * @param ofGroups how fast the seeded answers change as each group is replaced by its mean,
     *     summed over the rows
     */
    void take(int probe, double[] ofGroups);
  }

  /**
   * Differentiates {@code Σ seeds · features} of all probes with respect to the groups' bits, where
   * a masked channel is replaced by its mean.
   *
   * @param means from {@link #run}
   */
  void differentiate(
      List<? extends Probe> probes,
      Setting setting,
      double[][] means,
      Seeds seeds,
      Cancellation cancellation,
      Gradients results) {
    set(backward, setting);
    for (List<Integer> batch : batches(probes)) {
      cancellation.check();
      fill(backward, probes, batch);
      FloatBuffer seed = backward.input(SEED);
      for (int probe : batch) {
        for (double value : seeds.of(probe)) {
          seed.put((float) value);
        }
      }
      while (seed.hasRemaining()) {
        seed.put(0);
      }
      backward.run();
      collect(probes, batch, means, results);
    }
  }

  private void collect(
      List<? extends Probe> probes, List<Integer> batch, double[][] means, Gradients results) {
    double[][] ofGroups = new double[batch.size()][groups.size()];
    List<MaskPoint> points = groups.points();
    for (int p = 0; p < points.size(); p++) {
      int[] of = points.get(p).groups();
      FloatBuffer ofMask = backward.output(ReverseMode.gradientName(Masking.input(p)));
      FloatBuffer ofOffset = backward.output(ReverseMode.gradientName(Masking.offset(p)));
      int row = 0;
      for (int i = 0; i < batch.size(); i++) {
        for (int r = 0; r < probes.get(batch.get(i)).rows(); r++, row++) {
          for (int c = 0; c < of.length; c++) {
            if (of[c] >= 0) {
              int at = row * of.length + c;
              ofGroups[i][of[c]] += ofMask.get(at) - means[p][c] * ofOffset.get(at);
            }
          }
        }
      }
    }
    for (int i = 0; i < batch.size(); i++) {
      results.take(batch.get(i), ofGroups[i]);
    }
  }

  private int fill(Program program, List<? extends Probe> probes, List<Integer> batch) {
    FloatBuffer buffer = program.input(input);
    int rows = 0;
    for (int probe : batch) {
      for (int row = 0; row < probes.get(probe).rows(); row++) {
        probes.get(probe).copy(row, buffer);
        rows++;
      }
    }
    while (buffer.hasRemaining()) {
      buffer.put(0);
    }
    return rows;
  }

  private void set(Program program, Setting setting) {
    groups.fillMasks(setting.kept(), point -> program.input(Masking.input(point)));
    for (String layer : Masking.layers(groups)) {
      program.set(Masking.gain(layer), setting.tuning().gains(layer));
      program.set(Masking.shift(layer), setting.tuning().shifts(layer));
    }
  }

  /** Whole probes, as many as fit into a batch. */
  private static List<List<Integer>> batches(List<? extends Probe> probes) {
    List<List<Integer>> batches = new ArrayList<>();
    List<Integer> batch = new ArrayList<>();
    int rows = 0;
    for (int i = 0; i < probes.size(); i++) {
      int needed = probes.get(i).rows();
      if (needed > BATCH) {
        throw new IllegalArgumentException(
            "perturbations: " + needed + " (at most: " + BATCH + ")");
      }
      if (rows + needed > BATCH) {
        batches.add(batch);
        batch = new ArrayList<>();
        rows = 0;
      }
      batch.add(i);
      rows += needed;
    }
    if (!batch.isEmpty()) {
      batches.add(batch);
    }
    return batches;
  }

  @Override
  public void close() {
    forward.close();
    backward.close();
  }
}
