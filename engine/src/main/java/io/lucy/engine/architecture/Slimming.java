package io.lucy.engine.architecture;

import io.lucy.engine.train.Parameter;
import io.lucy.engine.train.Schedule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Makes filters superfluous during training: network slimming (Liu et al., arXiv 1708.06519), an L1
 * penalty on the scales γ of batch norm, here a trimmed one (Yun et al., ICML 2019).
 *
 * <p>The penalty is {@code λ·Σ|γ|} over the smallest scales of each layer, all but {@value #KEPT}
 * of them: after every step with learning rate η, each of these moves towards 0 by {@code η·λ}. A
 * penalty on all scales would shrink them alike, for nothing: the next batch norm takes a common
 * factor out again.
 *
 * <p>A scale that reaches 0 stays there and its shift with it: the filter then puts out 0 for every
 * image and can be masked at no loss.
 */
final class Slimming {
  private static final double KEPT = 0.45;

  private final float strength;
  private final Schedule schedule;
  private final long steps;
  private final List<Layer> layers = new ArrayList<>();
  private long step;

  /**
   * Slims batch norms.
   *
   * @param names of the batch norms
   * @param parameters scales and shifts of these among them; changed in place
   * @param strength λ; 0 changes nothing
   * @param steps of the whole training
   */
  Slimming(
      List<String> names,
      List<Parameter> parameters,
      float strength,
      Schedule schedule,
      long steps) {
    this.strength = strength;
    this.schedule = schedule;
    this.steps = steps;
    Map<String, float[]> values = new LinkedHashMap<>();
    parameters.forEach(parameter -> values.put(parameter.name(), parameter.values()));
    for (String name : names) {
      float[] scales = values.get(name + Layers.SCALE);
      layers.add(new Layer(scales, values.get(name + Layers.SHIFT), new boolean[scales.length]));
    }
  }

  /** Does its part of a step, after the optimiser has done the rest. */
  void afterStep() {
    float threshold = strength * schedule.at(step++, steps);
    if (threshold > 0) {
      layers.forEach(layer -> layer.shrink(threshold));
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // Two layers are never compared.
  private record Layer(float[] scales, float[] shifts, boolean[] gone) {
    void shrink(float threshold) {
      for (int i = 0; i < scales.length; i++) {
        if (gone[i]) {
          remove(i);
        }
      }
      int kept = Math.max(1, (int) (scales.length * KEPT));
      for (int i : smallest(scales.length - kept)) {
        if (Math.abs(scales[i]) > threshold) {
          scales[i] -= Math.copySign(threshold, scales[i]);
        } else {
          remove(i);
        }
      }
    }

    private void remove(int filter) {
      gone[filter] = true;
      scales[filter] = 0;
      shifts[filter] = 0;
    }

    private int[] smallest(int count) {
      return IntStream.range(0, scales.length)
          .boxed()
          .sorted(Comparator.comparingDouble(i -> gone[i] ? -1 : Math.abs(scales[i])))
          .limit(count)
          .mapToInt(Integer::intValue)
          .toArray();
    }
  }
}
