package io.lucy.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetSummaryTest {
  private static final Dataset DATASET =
      Dataset.of(
          new ImageShape(1, 2, 3),
          new byte[4 * 6],
          Tags.of(new int[] {1, -1, 1, 0}, List.of("cat", "dog", "cow")),
          Tags.of(new int[] {0, 0, -1, 0}, List.of("resnet20")));

  @TempDir Path folder;

  @Test
  void countsLabelsInTheirOrder() {
    DatasetSummary summary = summary(SafetensorsFile.encode(DATASET));

    assertThat(summary.shape()).isEqualTo(new ImageShape(1, 2, 3));
    assertThat(summary.samples()).isEqualTo(4);
    assertThat(summary.labelNames()).containsExactly("cat", "dog", "cow");
    assertThat(summary.labelCounts()).containsExactly(1L, 2L, 0L);
    assertThat(summary.unlabelled()).isEqualTo(1);
    assertThat(summary.originNames()).containsExactly("resnet20");
  }

  @Test
  void countsMoreSamplesThanAreReadAtOnce() {
    int[] labels = new int[20_000];
    Arrays.setAll(labels, i -> i % 3 - 1);
    Dataset large =
        Dataset.of(
            new ImageShape(1, 1, 1),
            new byte[labels.length],
            Tags.of(labels, List.of("a", "b")),
            Tags.none(labels.length));

    DatasetSummary summary = summary(SafetensorsFile.encode(large));

    assertThat(summary.labelCounts()).containsExactly(6667L, 6666L);
    assertThat(summary.unlabelled()).isEqualTo(6667);
  }

  @Test
  void refusesWhatTheReaderOfSamplesRefuses() {
    byte[] file = SafetensorsFile.encode(DATASET);

    for (int length = 0; length < file.length; length++) {
      assertSameVerdict(Arrays.copyOf(file, length), "prefix of " + length);
    }
    for (int bit = 0; bit < file.length * 8; bit++) {
      byte[] flipped = file.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertSameVerdict(flipped, "bit " + bit);
    }
  }

  @Test
  void namesTheFileAsItIsToldTo() {
    Path file = write(new byte[3]);

    assertThatThrownBy(() -> DatasetSummary.read(file, "blob ab/3"))
        .isInstanceOf(LucyException.class)
        .hasMessageStartingWith("blob ab/3: 3 bytes");
  }

  private void assertSameVerdict(byte[] bytes, String what) {
    Optional<Reason> whole = refusal(() -> SafetensorsFile.decode(bytes, "whole"));

    assertThat(refusal(() -> summary(bytes))).as(what).isEqualTo(whole);
  }

  private static Optional<Reason> refusal(Runnable reader) {
    try {
      reader.run();
      return Optional.empty();
    } catch (LucyException e) {
      return Optional.of(e.reason());
    }
  }

  private DatasetSummary summary(byte[] bytes) {
    return DatasetSummary.read(write(bytes), "summary");
  }

  private Path write(byte[] bytes) {
    try {
      return Files.write(folder.resolve("data.safetensors"), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
