package io.lucy.engine.data;

import static io.lucy.engine.data.Refused.refused;
import static io.lucy.engine.data.TestImages.idxImages;
import static io.lucy.engine.data.TestImages.idxLabels;
import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFolderTest {
  @TempDir Path folder;

  @Test
  void readsTrainingImagesUnlessAskedForTheTestOnes() throws IOException {
    put("train-images-idx3-ubyte", idxImages(3, 2, 2));
    put("train-labels-idx1-ubyte", idxLabels(0, 9, 4));
    put("t10k-images.idx3-ubyte", idxImages(1, 2, 2));
    put("t10k-labels.idx1-ubyte", idxLabels(7));

    Dataset train = open(SourceOptions.DEFAULT);
    Dataset test = open(SourceOptions.DEFAULT.withSplit(Split.TEST));

    assertThat(train.shape()).isEqualTo(new ImageShape(1, 2, 2));
    assertThat(train.image(1)).containsExactly(4, 5, 6, 7);
    assertThat(train.label(1)).isEqualTo(9);
    assertThat(train.labelNames()).hasSize(10).startsWith("0", "1").endsWith("9");
    assertThat(test.size()).isEqualTo(1);
    assertThat(test.label(0)).isEqualTo(7);
  }

  @Test
  void readsCompressedFiles() throws IOException {
    put("train-images-idx3-ubyte.gz", gzip(idxImages(2, 2, 2)));
    put("train-labels-idx1-ubyte.gz", gzip(idxLabels(1, 0)));

    Dataset named =
        open(
            SourceOptions.DEFAULT
                .withLabelNames(DatasetSources.FASHION_MNIST_LABELS)
                .withLabels(List.of("Trouser")));

    assertThat(named.labelNames()).containsExactly("Trouser");
    assertThat(named.image(0)).containsExactly(0, 1, 2, 3);
  }

  @Test
  void needsLabelsUnlessReadAsUnlabelled() throws IOException {
    put("train-images-idx3-ubyte", idxImages(2, 2, 2));

    refused(() -> open(SourceOptions.DEFAULT), Reason.NOT_FOUND, "train-labels");
    assertThat(open(SourceOptions.DEFAULT.withUnlabelled(true)).size()).isEqualTo(2);
    refused(
        () -> open(SourceOptions.DEFAULT.withSplit(Split.TEST)), Reason.ARGUMENT_INVALID, "'test'");
  }

  @Test
  void refusesOtherNumbersOfLabels() throws IOException {
    put("train-images-idx3-ubyte", idxImages(2, 2, 2));
    put("train-labels-idx1-ubyte", idxLabels(1));

    refused(() -> open(SourceOptions.DEFAULT), Reason.DATASET_INVALID, "2 images", "1 labels");
  }

  @Test
  void refusesALabelWithoutAName() throws IOException {
    put("train-images-idx3-ubyte", idxImages(1, 2, 2));
    put("train-labels-idx1-ubyte", idxLabels(2));

    refused(
        () -> open(SourceOptions.DEFAULT.withLabelNames(List.of("a", "b"))),
        Reason.DATASET_INVALID,
        "label 2",
        "2 names");
  }

  @Test
  void refusesAWrongMagicNumber() throws IOException {
    put("train-images-idx3-ubyte", idxLabels(1, 2, 3, 4, 5, 6, 7, 8, 9));
    put("train-labels-idx1-ubyte", idxLabels(1));

    refused(() -> open(SourceOptions.DEFAULT), Reason.DATASET_INVALID, "0x00000801", "0x00000803");
  }

  @Test
  void refusesEveryCutOffFileAndATail() throws IOException {
    put("train-labels-idx1-ubyte", idxLabels(1, 2));
    byte[] whole = idxImages(2, 2, 2);
    for (int length = 0; length <= whole.length + 1; length++) {
      if (length != whole.length) {
        put("train-images-idx3-ubyte", Arrays.copyOf(whole, length));
        refused(() -> open(SourceOptions.DEFAULT), Reason.DATASET_INVALID, "train-images");
      }
    }
  }

  @Test
  void refusesEveryCutOffCompressedFile() throws IOException {
    put("train-labels-idx1-ubyte", idxLabels(1, 2));
    byte[] whole = gzip(idxImages(2, 2, 2));
    for (int length = 0; length < whole.length; length++) {
      put("train-images-idx3-ubyte.gz", Arrays.copyOf(whole, length));
      refused(() -> open(SourceOptions.DEFAULT), Reason.DATASET_INVALID, "train-images");
    }
  }

  @Test
  void refusesSizesBeforeItAllocatesThem() throws IOException {
    put("train-labels-idx1-ubyte", idxLabels(1, 2));
    byte[] file = idxImages(2, 2, 2);
    ByteBuffer.wrap(file).putInt(4, 100_000_000);
    put("train-images-idx3-ubyte", file);
    refused(() -> open(SourceOptions.DEFAULT), Reason.DATASET_INVALID, "400000000 bytes");

    ByteBuffer.wrap(file).putInt(4, -1);
    put("train-images-idx3-ubyte", file);
    refused(() -> open(SourceOptions.DEFAULT), Reason.DATASET_INVALID, "4294967295 images");

    ByteBuffer.wrap(file).putInt(8, 1_000_000);
    put("train-images-idx3-ubyte", file);
    refused(() -> open(SourceOptions.DEFAULT), Reason.DATASET_INVALID, "1x1000000x2");
  }

  @Test
  void refusesAFolderOfNoSamples() throws IOException {
    put("train-images-idx3-ubyte", idxImages(0, 2, 2));
    put("train-labels-idx1-ubyte", idxLabels());

    refused(() -> open(SourceOptions.DEFAULT), Reason.TOO_FEW_SAMPLES, folder.toString());
  }

  private void put(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private Dataset open(SourceOptions options) {
    return DatasetSources.open(folder, options);
  }
}
