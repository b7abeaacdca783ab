package io.lucy.engine.surgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.OnnxWriter;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TuningTest {
  @Test
  void ofOnesAndZerosChangesNothingOfAnyNetwork() {
    for (Map.Entry<String, Graph> network : SmallNetworks.all().entrySet()) {
      Graph graph = network.getValue();
      FilterGroups groups = FilterGroups.of(graph, true);
      float[] ones = new float[groups.filters()];
      Arrays.fill(ones, 1);

      Tuning tuning = Tuning.of(groups, ones, new float[ones.length]);

      assertThat(tuning.layers()).noneMatch(tuning::touches);
      Graph tuned = Compaction.apply(graph, groups, groups.all(), tuning).module();
      assertThat(OnnxWriter.bytes(tuned)).as(network.getKey()).isEqualTo(OnnxWriter.bytes(graph));
    }
  }

  @Test
  void multipliesFiltersWhereverTheirAxisIs() {
    FilterGroups groups = plain();
    String layer = groups.filterList().get(0).layer();
    int filters = Tuning.none(groups).gains(layer).length;
    float[] gains = new float[groups.filters()];
    for (int i = 0; i < gains.length; i++) {
      gains[i] = i + 2;
    }
    Tuning tuning = Tuning.of(groups, gains, new float[gains.length]);
    float[] ones = new float[2 * filters];
    Arrays.fill(ones, 1);

    float[] rows = tuning.scaled(layer, Tensor.floats(Shape.of(filters, 2), ones), 0).floats();
    float[] columns = tuning.scaled(layer, Tensor.floats(Shape.of(2, filters), ones), 1).floats();

    for (int c = 0; c < filters; c++) {
      assertThat(rows[2 * c]).isEqualTo(c + 2);
      assertThat(rows[2 * c + 1]).isEqualTo(c + 2);
      assertThat(columns[c]).isEqualTo(c + 2);
      assertThat(columns[filters + c]).isEqualTo(c + 2);
    }
    assertThat(ones).as("what was given").containsOnly(1);
  }

  @Test
  void shiftsABiasAfterItsGain() {
    FilterGroups groups = plain();
    String layer = groups.filterList().get(0).layer();
    int filters = Tuning.none(groups).gains(layer).length;
    float[] gains = new float[groups.filters()];
    float[] shifts = new float[groups.filters()];
    Arrays.fill(gains, 3);
    Arrays.fill(shifts, 0.5f);
    float[] bias = new float[filters];
    Arrays.fill(bias, 2);

    Tensor shifted =
        Tuning.of(groups, gains, shifts).shifted(layer, Tensor.floats(Shape.of(filters), bias));

    assertThat(shifted.floats()).containsOnly(6.5f);
  }

  @Test
  void touchesOnlyTheLayerOfTheFilterThatIsTuned() {
    FilterGroups groups = plain();
    String last = groups.filterList().get(groups.filters() - 1).layer();
    float[] gains = new float[groups.filters()];
    Arrays.fill(gains, 1);
    float[] shifts = new float[groups.filters()];
    shifts[groups.filters() - 1] = 0.25f;

    Tuning tuning = Tuning.of(groups, gains, shifts);

    assertThat(tuning.layers().stream().filter(tuning::touches)).containsExactly(last);
    assertThat(tuning.has("nothing")).isFalse();
    assertThat(tuning.touches("nothing")).isFalse();
  }

  @Test
  void isNotChangedThroughItsArrays() {
    FilterGroups groups = plain();
    float[] gains = new float[groups.filters()];
    Tuning tuning = Tuning.of(groups, gains, gains);
    gains[0] = 7;
    tuning.shifts()[0] = 7;

    assertThat(tuning.gains()[0]).isZero();
    assertThat(tuning.shifts()[0]).isZero();
  }

  @Test
  void hasOneGainAndShiftForEveryFilter() {
    FilterGroups groups = plain();
    assertThatThrownBy(() -> Tuning.of(groups, new float[1], new float[groups.filters()]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("gains: 1")
        .hasMessageContaining("expected: " + groups.filters());
  }

  private static FilterGroups plain() {
    return FilterGroups.of(SmallNetworks.all().get("plain"), true);
  }
}
