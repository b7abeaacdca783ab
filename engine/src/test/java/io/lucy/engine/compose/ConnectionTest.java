package io.lucy.engine.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.TensorType;
import io.lucy.engine.graph.Value;
import io.lucy.engine.runtime.Program;
import io.lucy.engine.surgery.Cut;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ConnectionTest {
  @Test
  void keepsAConstantAtEveryResolution() {
    for (int from = 1; from <= 15; from += 2) {
      for (int to = 1; to <= 16; to++) {
        float[] constant = new float[2 * from * from];
        Arrays.fill(constant, 3);
        float[] expected = new float[2 * to * to];
        Arrays.fill(expected, 3);
        assertThat(resampled(constant, Shape.of(Shape.BATCH, 2, from, from), image(to, to)))
            .as("%s to %s", from, to)
            .containsExactly(expected, within(1e-5f));
      }
    }
  }

  @Test
  void takesTheMeanOverBlocksWhereTheResolutionDivides() {
    assertThat(
            resampled(
                new float[] {1, 2, 10, 20, 3, 4, 30, 40},
                Shape.of(Shape.BATCH, 1, 2, 4),
                image(1, 2)))
        .containsExactly(2.5f, 25);
  }

  @Test
  void repeatsWhereTheResolutionMultiplies() {
    assertThat(resampled(new float[] {1, 2}, Shape.of(Shape.BATCH, 1, 1, 2), image(2, 4)))
        .containsExactly(1, 1, 2, 2, 1, 1, 2, 2);
  }

  @Test
  void takesTheMeanOverTheImageForAVector() {
    Cut vector = new Cut(1, "features", Shape.of(Shape.BATCH, 9), 1);
    assertThat(resampled(new float[] {1, 2, 3, 4, 8, 8}, Shape.of(Shape.BATCH, 2, 1, 3), vector))
        .containsExactly(new float[] {2, 20f / 3}, within(1e-5f));
  }

  @Test
  void mapsChannelsOfImagesAndVectorsAlike() {
    float[] weights = {1, 2, 3, 4};
    float[] bias = {10, 20};
    for (Shape shape : new Shape[] {Shape.of(Shape.BATCH, 2), Shape.of(Shape.BATCH, 2, 1, 1)}) {
      GraphBuilder builder = new GraphBuilder();
      Value x = builder.input("x", TensorType.floats(shape));
      builder.output("y", Connection.map(builder, x, weights, bias, "map"));
      assertThat(run(builder, new float[] {1, -1})).as("%s", shape).containsExactly(9, 19);
    }
  }

  private static Cut image(int height, int width) {
    return new Cut(1, "image", Shape.of(Shape.BATCH, 5, height, width), 0.5);
  }

  private static float[] resampled(float[] pixels, Shape from, Cut to) {
    GraphBuilder builder = new GraphBuilder();
    Value x = builder.input("x", TensorType.floats(from));
    builder.output("y", Connection.resample(builder, x, to));
    return run(builder, pixels);
  }

  /** Runs a graph from "x" to "y"; the output buffer has the inferred shape, or this fails. */
  private static float[] run(GraphBuilder builder, float[] x) {
    try (Program program = new Program(builder.build().withBatch(1))) {
      program.set("x", x);
      program.run();
      return program.get("y");
    }
  }
}
