package io.lucy.engine.data;

import static io.lucy.engine.data.Refused.refused;
import static io.lucy.engine.data.TestImages.dataset;
import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetSourcesTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void writeADataset() {
    file = folder.resolve("abc.safetensors");
    SafetensorsFile.write(dataset(0, 1, 2, 0, 1, 2), file);
  }

  @Test
  void readsASafetensorsDatasetAsItIs() {
    assertThat(DatasetSources.open(file, SourceOptions.DEFAULT).sha256())
        .isEqualTo(dataset(0, 1, 2, 0, 1, 2).sha256());
  }

  @Test
  void appliesLabelsThenSamplesPerClassThenDropsTheLabels() {
    SourceOptions options =
        SourceOptions.DEFAULT.withLabels(List.of("c", "a")).withPerClass(1, 3).withUnlabelled(true);

    assertThat(DatasetSources.open(file, options).sha256())
        .isEqualTo(
            dataset(0, 1, 2, 0, 1, 2)
                .withLabels(List.of("c", "a"))
                .perClass(1, 3)
                .unlabelled()
                .sha256());
  }

  @Test
  void refusesASplitOfADatasetThatHasNone() {
    refused(
        () -> DatasetSources.open(file, SourceOptions.DEFAULT.withSplit(Split.TEST)),
        Reason.ARGUMENT_INVALID,
        "'test'");
  }

  @Test
  void refusesWhatIsNotThereOrNotADataset() throws IOException {
    refused(() -> open(folder.resolve("none")), Reason.NOT_FOUND, "none");
    Path text = folder.resolve("notes.txt");
    Files.writeString(text, "these are notes");
    refused(() -> open(text), Reason.DATASET_INVALID, "notes.txt", "safetensors");
    Files.write(text, new byte[0]);
    refused(() -> open(text), Reason.DATASET_INVALID, "notes.txt");
  }

  @Test
  void refusesADatasetWithoutSamples() {
    SafetensorsFile.write(dataset(0).select(new int[0]), file);

    refused(() -> open(file), Reason.TOO_FEW_SAMPLES, "abc.safetensors");
  }

  private static void open(Path source) {
    assertThat(DatasetSources.open(source, SourceOptions.DEFAULT)).as("was read").isNull();
  }
}
