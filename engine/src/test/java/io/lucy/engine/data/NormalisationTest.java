package io.lucy.engine.data;

import static io.lucy.engine.data.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.Reason;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class NormalisationTest {
  private final Dataset colour =
      Dataset.of(
          new ImageShape(3, 1, 1), new byte[] {0, (byte) 255, 51}, Tags.none(1), Tags.none(1));

  @Test
  void dividesBy255AndNothingElseByDefault() {
    assertThat(pixels(Normalisation.NONE)).containsExactly(0f, 1f, 0.2f);
  }

  @Test
  void subtractsTheMeanAndDividesByTheDeviationOfEachChannel() {
    Normalisation perChannel =
        new Normalisation(List.of(0.5f, 0.25f, 0f), List.of(0.5f, 0.25f, 0.1f));

    assertThat(pixels(perChannel)).containsExactly(-1f, 3f, (51 / 255f) / 0.1f);
  }

  @Test
  void holdsForEveryChannelIfItHasOneValue() {
    Normalisation one = new Normalisation(List.of(1f), List.of(2f));

    assertThat(pixels(one)).containsExactly(-0.5f, 0f, (51 / 255f - 1f) / 2f);
  }

  @Test
  void refusesImagesOfOtherChannels() {
    Normalisation two = new Normalisation(List.of(0f, 0f), List.of(1f, 1f));

    refused(() -> pixels(two), Reason.DATASET_INVALID, "3x1x1", "2 channels");
  }

  @Test
  void refusesValuesThatCannotNormalise() {
    refused(() -> normalisation(List.of(), List.of()), Reason.ARGUMENT_INVALID, "0 values");
    refused(() -> normalisation(List.of(0f), List.of(1f, 1f)), Reason.ARGUMENT_INVALID, "std 2");
    refused(() -> normalisation(List.of(0f), List.of(0f)), Reason.ARGUMENT_INVALID, "std 0.0");
    refused(() -> normalisation(List.of(Float.NaN), List.of(1f)), Reason.ARGUMENT_INVALID, "NaN");
  }

  private static void normalisation(List<Float> mean, List<Float> std) {
    Normalisation made = new Normalisation(mean, std);
    assertThat(made).as("should have been refused").isNull();
  }

  private float[] pixels(Normalisation normalisation) {
    FloatBuffer buffer = FloatBuffer.allocate(3);
    colour.copyPixels(0, normalisation, buffer);
    return buffer.array();
  }
}
