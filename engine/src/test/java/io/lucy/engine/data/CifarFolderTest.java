package io.lucy.engine.data;

import static io.lucy.engine.data.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarFolderTest {
  private static final int PIXELS = 3 * 32 * 32;

  @TempDir Path folder;

  @Test
  void joinsTheBatchesOfCifar10InOrder() throws IOException {
    put("data_batch_2.bin", record(5, 3));
    put("data_batch_1.bin", record(1, 0), record(2, 9));
    put("test_batch.bin", record(7, 7));

    Dataset train = open(SourceOptions.DEFAULT);

    assertThat(train.size()).isEqualTo(3);
    assertThat(train.shape()).isEqualTo(new ImageShape(3, 32, 32));
    assertThat(new int[] {train.label(0), train.label(1), train.label(2)}).containsExactly(0, 9, 3);
    assertThat(train.image(2)).hasSize(PIXELS).containsOnly(5);
    assertThat(train.labelNames()).hasSize(10);
    assertThat(open(SourceOptions.DEFAULT.withSplit(Split.TEST)).image(0)).containsOnly(7);
  }

  @Test
  void takesNamesFromTheFileBeside() throws IOException {
    put("data_batch_1.bin", record(1, 1));
    Files.writeString(folder.resolve("batches.meta.txt"), "airplane\nautomobile\n\n");

    assertThat(open(SourceOptions.DEFAULT).labelNames()).containsExactly("airplane", "automobile");
  }

  @Test
  void readsTheFineLabelsOfCifar100() throws IOException {
    put("train.bin", record(1, 19, 99));
    put("test.bin", record(2, 3, 42));

    Dataset train = open(SourceOptions.DEFAULT);

    assertThat(train.labelNames()).hasSize(100);
    assertThat(train.label(0)).isEqualTo(99);
    assertThat(train.image(0)).containsOnly(1);
    assertThat(open(SourceOptions.DEFAULT.withSplit(Split.TEST)).label(0)).isEqualTo(42);
  }

  @Test
  void readsTheTestBatchIfThereIsNoOther() throws IOException {
    put("test_batch.bin", record(7, 7));

    assertThat(open(SourceOptions.DEFAULT).label(0)).isEqualTo(7);
    refused(
        () -> open(SourceOptions.DEFAULT.withSplit(Split.TRAIN)),
        Reason.ARGUMENT_INVALID,
        "'train'");
  }

  @Test
  void refusesABatchThatIsCutShort() throws IOException {
    put("data_batch_1.bin", record(1, 1), Arrays.copyOf(record(1, 1), PIXELS));

    refused(
        () -> open(SourceOptions.DEFAULT),
        Reason.DATASET_INVALID,
        "data_batch_1.bin",
        "multiple of 3073");
  }

  @Test
  void refusesALabelThatTheNamesDoNotReach() throws IOException {
    put("data_batch_1.bin", record(1, 2));
    Files.writeString(folder.resolve("batches.meta.txt"), "airplane\nautomobile\n");

    refused(() -> open(SourceOptions.DEFAULT), Reason.DATASET_INVALID, "label 2", "2 names");
  }

  @Test
  void refusesAnEmptyBatch() throws IOException {
    put("data_batch_1.bin", new byte[0]);

    refused(() -> open(SourceOptions.DEFAULT), Reason.TOO_FEW_SAMPLES, folder.toString());
  }

  /** A record of labels and pixels of one level. */
  private static byte[] record(int level, int... labels) {
    byte[] record = new byte[labels.length + PIXELS];
    Arrays.fill(record, (byte) level);
    for (int i = 0; i < labels.length; i++) {
      record[i] = (byte) labels[i];
    }
    return record;
  }

  private void put(String name, byte[]... records) throws IOException {
    byte[] file = new byte[Arrays.stream(records).mapToInt(record -> record.length).sum()];
    int at = 0;
    for (byte[] record : records) {
      System.arraycopy(record, 0, file, at, record.length);
      at += record.length;
    }
    Files.write(folder.resolve(name), file);
  }

  private Dataset open(SourceOptions options) {
    return DatasetSources.open(folder, options);
  }
}
