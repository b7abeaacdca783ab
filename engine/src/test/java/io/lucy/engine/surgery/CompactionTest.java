package io.lucy.engine.surgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.OnnxWriter;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.runtime.Program;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class CompactionTest {
  private static final int SAMPLES = 2;

  @TestFactory
  Stream<DynamicTest> aMaskOfOnesChangesNothing() {
    return each(
        module -> {
          FilterGroups groups = FilterGroups.of(module, true);
          Graph masked = Masking.apply(module, groups);
          float[] unmasked = run(module, groups, groups.all());
          assertThat(run(masked, groups, groups.all())).containsExactly(unmasked, within(1e-5f));
          assertThat(
                  OnnxWriter.bytes(
                      Compaction.apply(module, groups, groups.all(), Tuning.none(groups)).module()))
              .isEqualTo(OnnxWriter.bytes(module));
        });
  }

  @TestFactory
  Stream<DynamicTest> aCompactedModuleComputesWhatTheMaskedOneDoes() {
    return each(
        module -> {
          FilterGroups groups = FilterGroups.of(module, true);
          Graph masked = Masking.tuned(module, groups);
          Random random = new Random(3);
          for (int round = 0; round < 5; round++) {
            boolean[] kept = groups.all();
            for (int group = 0; group < kept.length; group++) {
              if (random.nextInt(10) < 2 * round && !groups.empties(group, kept)) {
                kept[group] = false;
              }
            }
            Tuning tuning = round == 0 ? Tuning.none(groups) : randomTuning(groups, random);
            Compaction.Compacted compacted = Compaction.apply(module, groups, kept, tuning);
            float[] expected = run(masked, groups, kept, tuning);
            float[] actual = run(compacted.module(), groups, kept, tuning);
            int features = module.output().shape().extent(1);
            for (int i = 0; i < SAMPLES; i++) {
              for (int f = 0; f < compacted.features().length; f++) {
                assertThat(actual[i * compacted.features().length + f])
                    .isCloseTo(expected[i * features + compacted.features()[f]], within(1e-4f));
              }
            }
            assertThat(Flops.of(compacted.module())).isEqualTo(groups.flops(kept));
            assertThat(groups.kept(groups.bits(kept))).isEqualTo(kept);
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> everyFilterOfANetworkCanBeMasked() {
    return each(
        module -> {
          long filters =
              module.nodes().stream()
                  .filter(
                      n ->
                          n.op().equals("Gemm")
                              || (n.op().equals("Conv") && n.intAttribute("group", 1) == 1))
                  .mapToLong(n -> module.shape(n.output()).extent(1))
                  .sum();
          assertThat(FilterGroups.of(module, true).filters()).isEqualTo((int) filters);
        });
  }

  private static Stream<DynamicTest> each(java.util.function.Consumer<Graph> test) {
    return SmallNetworks.all().entrySet().stream()
        .map(
            e ->
                DynamicTest.dynamicTest(
                    e.getKey(), () -> test.accept(Network.of(e.getValue()).trunk())));
  }

  private static Tuning randomTuning(FilterGroups groups, Random random) {
    float[] gains = new float[groups.filters()];
    float[] shifts = new float[groups.filters()];
    for (int i = 0; i < gains.length; i++) {
      gains[i] = 0.5f + random.nextFloat();
      shifts[i] = (float) (0.3 * random.nextGaussian());
    }
    return Tuning.of(groups, gains, shifts);
  }

  private static float[] run(Graph graph, FilterGroups groups, boolean[] kept) {
    return run(graph, groups, kept, Tuning.none(groups));
  }

  private static float[] run(Graph graph, FilterGroups groups, boolean[] kept, Tuning tuning) {
    try (Program program = new Program(graph.withBatch(SAMPLES))) {
      Random random = new Random(1);
      Shape shape = graph.inputs().get(0).shape().withBatch(SAMPLES);
      float[] pixels = new float[shape.elements()];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (float) random.nextGaussian();
      }
      program.set(graph.inputs().get(0).name(), pixels);
      List<MaskPoint> points = groups.points();
      for (int p = 0; p < points.size() && graph.inputs().size() > 1; p++) {
        int[] of = points.get(p).groups();
        float[] mask = new float[SAMPLES * of.length];
        for (int i = 0; i < mask.length; i++) {
          mask[i] = of[i % of.length] < 0 || kept[of[i % of.length]] ? 1 : 0;
        }
        program.set(Masking.input(p), mask);
      }
      for (String layer : Masking.layers(groups)) {
        if (graph.inputs().stream().anyMatch(i -> i.name().equals(Masking.gain(layer)))) {
          program.set(Masking.gain(layer), tuning.gains(layer));
          program.set(Masking.shift(layer), tuning.shifts(layer));
        }
      }
      program.run();
      return program.get(graph.output().name());
    }
  }
}
