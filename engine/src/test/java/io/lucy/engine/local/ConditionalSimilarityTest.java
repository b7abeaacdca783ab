package io.lucy.engine.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lucy.engine.surgery.Head;
import org.junit.jupiter.api.Test;

class ConditionalSimilarityTest {
  @Test
  void isOneWithItselfAndAnyMultiple() {
    double[] g = {1, -2, 3};
    assertThat(ConditionalSimilarity.cosine(g, g)).isCloseTo(1, within(1e-12));
    assertThat(ConditionalSimilarity.cosine(g, new double[] {-2, 4, -6}))
        .isCloseTo(-1, within(1e-12));
  }

  @Test
  void isTheCosine() {
    double[] east = {1, 0};
    assertThat(ConditionalSimilarity.cosine(east, new double[] {3, 4}))
        .isCloseTo(0.6, within(1e-12));
    assertThat(ConditionalSimilarity.cosine(east, new double[] {0, 5})).isZero();
    assertThat(ConditionalSimilarity.cosine(east, new double[2])).as("no evidence").isZero();
  }

  @Test
  void takesTheLogarithmOfSummedExponentialsAsEvidence() {
    Head head = new Head(new float[] {1, 0, 500, 500, 0, 1}, new float[] {0, 0, 1});
    float[] features = {(float) Math.log(2), (float) Math.log(3) - 1};
    double[] evidence =
        ConditionalSimilarity.evidence(Probe.itself(features), features, head, new int[] {0, 2});
    assertThat(evidence).containsExactly(new double[] {Math.log(5)}, within(1e-6));
  }
}
