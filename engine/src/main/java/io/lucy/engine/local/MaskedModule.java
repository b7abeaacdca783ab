package io.lucy.engine.local;

import io.lucy.engine.autodiff.ReverseMode;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.runtime.Program;
import io.lucy.engine.surgery.FilterGroups;
import io.lucy.engine.surgery.MaskPoint;
import io.lucy.engine.surgery.Masking;
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

  private final Graph masked;
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
    this.groups = groups;
    this.input = module.input().name();
    this.masked = Masking.apply(module, groups);
    this.features = masked.output().name();
    this.width = masked.output().shape().extent(1);
    Graph fixed = masked.withBatch(BATCH);
    this.forward = new Program(fixed);
    List<String> masks = new ArrayList<>();
    for (int i = 0; i < groups.points().size(); i++) {
      masks.add(Masking.input(i));
    }
    this.backward = new Program(ReverseMode.differentiate(fixed, Map.of(features, SEED), masks));
  }

  public FilterGroups groups() {
    return groups;
  }

  /** Number of features. */
  public int width() {
    return width;
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

  /** Runs all probes under a choice of groups. */
  void run(List<? extends Probe> probes, boolean[] kept, Cancellation cancellation, Rows results) {
    setMasks(forward, kept);
    for (List<Integer> batch : batches(probes)) {
      cancellation.check();
      fill(forward, probes, batch);
      forward.run();
      FloatBuffer output = forward.output(features);
      for (int probe : batch) {
        float[] rows = new float[probes.get(probe).rows() * width];
        output.get(rows);
        results.take(probe, rows);
      }
    }
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
     * @param ofGroups the gradient with respect to each group's bit, summed over the probe's rows
     */
    void take(int probe, double[] ofGroups);
  }

  /** Differentiates {@code Σ seeds · features} of all probes with respect to the groups' bits. */
  void differentiate(
      List<? extends Probe> probes,
      boolean[] kept,
      Seeds seeds,
      Cancellation cancellation,
      Gradients results) {
    setMasks(backward, kept);
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
      collect(probes, batch, results);
    }
  }

  private void collect(List<? extends Probe> probes, List<Integer> batch, Gradients results) {
    double[][] ofGroups = new double[batch.size()][groups.size()];
    List<MaskPoint> points = groups.points();
    for (int p = 0; p < points.size(); p++) {
      int[] of = points.get(p).groups();
      float[] gradients = backward.get(ReverseMode.gradientName(Masking.input(p)));
      int row = 0;
      for (int i = 0; i < batch.size(); i++) {
        for (int r = 0; r < probes.get(batch.get(i)).rows(); r++, row++) {
          for (int c = 0; c < of.length; c++) {
            if (of[c] >= 0) {
              ofGroups[i][of[c]] += gradients[row * of.length + c];
            }
          }
        }
      }
    }
    for (int i = 0; i < batch.size(); i++) {
      results.take(batch.get(i), ofGroups[i]);
    }
  }

  private void fill(Program program, List<? extends Probe> probes, List<Integer> batch) {
    FloatBuffer buffer = program.input(input);
    for (int probe : batch) {
      for (int row = 0; row < probes.get(probe).rows(); row++) {
        probes.get(probe).copy(row, buffer);
      }
    }
    while (buffer.hasRemaining()) {
      buffer.put(0);
    }
  }

  private void setMasks(Program program, boolean[] kept) {
    List<MaskPoint> points = groups.points();
    for (int p = 0; p < points.size(); p++) {
      int[] of = points.get(p).groups();
      float[] mask = new float[of.length];
      for (int c = 0; c < of.length; c++) {
        mask[c] = of[c] < 0 || kept[of[c]] ? 1 : 0;
      }
      FloatBuffer buffer = program.input(Masking.input(p));
      while (buffer.hasRemaining()) {
        buffer.put(mask);
      }
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
