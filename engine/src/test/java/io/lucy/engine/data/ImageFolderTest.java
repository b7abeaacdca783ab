package io.lucy.engine.data;

import static io.lucy.engine.data.Refused.refused;
import static io.lucy.engine.data.TestImages.greyPng;
import static io.lucy.engine.data.TestImages.jpeg;
import static io.lucy.engine.data.TestImages.png;
import static io.lucy.engine.data.TestImages.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  private static final int RED = 0xff0000;
  private static final int BLUE = 0x0000ff;
  private static final byte ON = (byte) 0xff;

  @TempDir Path folder;

  @Test
  void readsLabelsAndImagesInTheOrderOfTheirNames() throws IOException {
    put(folder.resolve("dog/2.png"), png(1, 1, BLUE));
    put(folder.resolve("dog/1.png"), png(1, 1, RED));
    put(folder.resolve("cat/9.PNG"), png(1, 1, 0xffffff));

    Dataset dataset = open(SourceOptions.DEFAULT);

    assertThat(dataset.labelNames()).containsExactly("cat", "dog");
    assertThat(dataset.labelCounts()).containsExactly(1, 2);
    assertThat(dataset.image(0)).containsExactly(ON, ON, ON);
    assertThat(dataset.image(1)).containsExactly(ON, (byte) 0, (byte) 0);
    assertThat(dataset.image(2)).containsExactly((byte) 0, (byte) 0, ON);
  }

  @Test
  void decodesJpegsOfOneColourAlmostExactly() throws IOException {
    put(folder.resolve("a/1.jpg"), jpeg(8, 8, 0x804020));
    put(folder.resolve("a/2.jpeg"), jpeg(8, 8, 0x804020));

    Dataset dataset = open(SourceOptions.DEFAULT);

    assertThat(dataset.size()).isEqualTo(2);
    assertThat(dataset.shape()).isEqualTo(new ImageShape(3, 8, 8));
    assertThat(dataset.image(0)[0] & 0xff).isBetween(126, 130);
    assertThat(dataset.image(0)[64] & 0xff).isBetween(62, 66);
    assertThat(dataset.image(0)[128] & 0xff).isBetween(30, 34);
  }

  @Test
  void readsTheTrainingPartUnlessAskedForTheTestPart() throws IOException {
    put(folder.resolve("train/a/1.png"), png(1, 1, RED));
    put(folder.resolve("train/a/2.png"), png(1, 1, RED));
    put(folder.resolve("test/a/1.png"), png(1, 1, BLUE));

    assertThat(open(SourceOptions.DEFAULT).size()).isEqualTo(2);
    assertThat(open(SourceOptions.DEFAULT.withSplit(Split.TRAIN)).size()).isEqualTo(2);
    assertThat(open(SourceOptions.DEFAULT.withSplit(Split.TEST)).size()).isEqualTo(1);
  }

  @Test
  void readsTheTestPartIfThereIsNoOther() throws IOException {
    put(folder.resolve("test/a/1.png"), png(1, 1, BLUE));

    assertThat(open(SourceOptions.DEFAULT).labelNames()).containsExactly("a");
    refused(
        () -> open(SourceOptions.DEFAULT.withSplit(Split.TRAIN)),
        Reason.ARGUMENT_INVALID,
        "'train' split");
  }

  @Test
  void takesTrainAndTestForLabelsIfTheyHoldImages() throws IOException {
    put(folder.resolve("train/1.png"), png(1, 1, RED));
    put(folder.resolve("bus/1.png"), png(1, 1, RED));

    assertThat(open(SourceOptions.DEFAULT).labelNames()).containsExactly("bus", "train");
    refused(
        () -> open(SourceOptions.DEFAULT.withSplit(Split.TEST)),
        Reason.ARGUMENT_INVALID,
        "'test' split");
  }

  @Test
  void looksInsideOuterFolders() throws IOException {
    put(folder.resolve("data/animals/cat/1.png"), png(1, 1, RED));
    put(folder.resolve("data/animals/dog/1.png"), png(1, 1, RED));

    assertThat(open(SourceOptions.DEFAULT).labelNames()).containsExactly("cat", "dog");
  }

  @Test
  void passesOverHiddenAndOtherFiles() throws IOException {
    put(folder.resolve("cat/1.png"), png(1, 1, RED));
    put(folder.resolve("cat/notes.txt"), new byte[3]);
    put(folder.resolve("cat/.1.png"), new byte[3]);
    put(folder.resolve("__MACOSX/cat/1.png"), new byte[3]);
    put(folder.resolve("README.md"), new byte[3]);

    assertThat(open(SourceOptions.DEFAULT).size()).isEqualTo(1);
  }

  @Test
  void refusesImagesOfOtherSizes() throws IOException {
    put(folder.resolve("a/1.png"), png(2, 3, RED));
    put(folder.resolve("b/odd.png"), png(3, 2, RED));

    refused(
        () -> open(SourceOptions.DEFAULT),
        Reason.DATASET_INVALID,
        "b/odd.png",
        "3x2",
        "expected: 2x3");
  }

  @Test
  void refusesImagesOfOtherFormatsAndPlaces() throws IOException {
    put(folder.resolve("a/1.png"), png(1, 1, RED));
    put(folder.resolve("a/2.gif"), new byte[3]);
    refused(() -> open(SourceOptions.DEFAULT), Reason.DATASET_INVALID, "a/2.gif", "convert");

    Files.delete(folder.resolve("a/2.gif"));
    put(folder.resolve("a/deep/2.png"), png(1, 1, RED));
    refused(() -> open(SourceOptions.DEFAULT), Reason.DATASET_INVALID, "a/deep/2.png", "place");
  }

  @Test
  void hasOneChannelIfAllImagesAreGrey() throws IOException {
    put(folder.resolve("a/1.png"), greyPng(1, 2, 77));
    put(folder.resolve("a/2.png"), greyPng(1, 2, 200));

    Dataset grey = open(SourceOptions.DEFAULT);

    assertThat(grey.shape()).isEqualTo(new ImageShape(1, 1, 2));
    assertThat(grey.image(0)).containsExactly(77, 77);
    assertThat(grey.image(1)).containsExactly((byte) 200, (byte) 200);
  }

  @Test
  void repeatsGreyInThreeChannelsIfAnyImageHasColour() throws IOException {
    put(folder.resolve("a/1.png"), greyPng(1, 1, 77));
    put(folder.resolve("a/2.png"), png(1, 1, RED));

    Dataset mixed = open(SourceOptions.DEFAULT);

    assertThat(mixed.image(0)).containsExactly(77, 77, 77);
    assertThat(mixed.image(1)).containsExactly(ON, (byte) 0, (byte) 0);
  }

  @Test
  void samplesBeforeItDecodes() throws IOException {
    for (int i = 0; i < 20; i++) {
      put(folder.resolve("a/" + i + ".png"), png(1, 1, i));
    }
    Dataset sampled = open(SourceOptions.DEFAULT.withPerClass(1, 4));
    assertThat(sampled.sha256()).isEqualTo(open(SourceOptions.DEFAULT).perClass(1, 4).sha256());

    for (int i = 0; i < 20; i++) {
      if (i != sampled.image(0)[2]) {
        put(folder.resolve("a/" + i + ".png"), new byte[] {'n', 'o'});
      }
    }
    assertThat(open(SourceOptions.DEFAULT.withPerClass(1, 4)).sha256()).isEqualTo(sampled.sha256());
  }

  @Test
  void keepsOnlyTheWantedLabels() throws IOException {
    put(folder.resolve("a/1.png"), png(1, 1, RED));
    put(folder.resolve("b/1.png"), new byte[1]);
    put(folder.resolve("c/1.png"), png(1, 1, BLUE));

    Dataset wanted = open(SourceOptions.DEFAULT.withLabels(List.of("c", "a")));

    assertThat(wanted.labelNames()).containsExactly("c", "a");
    assertThat(wanted.label(0)).isEqualTo(1);
    assertThat(
            open(SourceOptions.DEFAULT.withLabels(List.of("a")).withUnlabelled(true)).labelNames())
        .isEmpty();
  }

  @Test
  void namesALabelWhoseFolderIsEmpty() throws IOException {
    put(folder.resolve("a/1.png"), png(1, 1, RED));
    Files.createDirectory(folder.resolve("empty"));

    assertThat(open(SourceOptions.DEFAULT).labelCounts()).containsExactly(1, 0);
    refused(() -> open(SourceOptions.DEFAULT.withPerClass(1, 1)), Reason.LABEL_INVALID, "'empty'");
  }

  @Test
  void refusesAFolderWithoutImages() {
    refused(() -> open(SourceOptions.DEFAULT), Reason.TOO_FEW_SAMPLES, folder.toString(), ".png");
  }

  @Test
  void refusesLabelNamesSinceFoldersAreTheNames() {
    refused(
        () -> open(SourceOptions.DEFAULT.withLabelNames(List.of("x"))),
        Reason.ARGUMENT_INVALID,
        "names its own labels");
  }

  @Test
  void refusesEveryCutOffImage() throws IOException {
    for (byte[] whole : List.of(png(5, 5, 0x123456), jpeg(16, 16, 0x123456))) {
      for (int length = 0; length < whole.length - 20; length += 7) {
        put(folder.resolve("a/cut.png"), Arrays.copyOf(whole, length));
        refused(() -> open(SourceOptions.DEFAULT), Reason.DATASET_INVALID, "a/cut.png");
      }
    }
  }

  @Test
  void refusesAnImageThatDeclaresAHugeSize() throws IOException {
    byte[] image = png(1, 1, RED);
    image[16] = 0x7f;
    put(folder.resolve("a/huge.png"), image);

    refused(() -> open(SourceOptions.DEFAULT), Reason.DATASET_INVALID, "a/huge.png", "4096");
  }

  private Dataset open(SourceOptions options) {
    return DatasetSources.open(folder, options);
  }
}
