package io.lucy.engine.data;

import static io.lucy.engine.data.Refused.refused;
import static io.lucy.engine.data.TestImages.png;
import static io.lucy.engine.data.TestImages.put;
import static io.lucy.engine.data.TestImages.zip;
import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageZipTest {
  private static final byte[] RED = png(2, 2, 0xff0000);
  private static final byte[] BLUE = png(2, 2, 0x0000ff);

  @TempDir Path folder;

  @Test
  void givesTheSameDatasetAsTheFolderStoredOrDeflated() throws IOException {
    put(folder.resolve("images/train/a/1.png"), RED);
    put(folder.resolve("images/train/b/1.png"), BLUE);
    put(folder.resolve("images/test/a/1.png"), BLUE);
    Object[] names = {"test/a/1.png", BLUE, "train/b/1.png", BLUE, "train/a/1.png", RED};
    Dataset fromFolder = DatasetSources.open(folder.resolve("images"), SourceOptions.DEFAULT);

    for (int method : List.of(ZipEntry.STORED, ZipEntry.DEFLATED)) {
      Dataset fromZip = open(zip(method, names), SourceOptions.DEFAULT);

      assertThat(fromZip.labelNames()).containsExactly("a", "b");
      assertThat(fromZip.sha256()).isEqualTo(fromFolder.sha256());
    }
  }

  @Test
  void looksInsideAnOuterFolderAndIgnoresClimbingNames() throws IOException {
    byte[] zip =
        zip(
            ZipEntry.DEFLATED,
            "mine/",
            new byte[0],
            "mine/a/",
            new byte[0],
            "mine/a/1.png",
            RED,
            "../a/2.png",
            RED);

    assertThat(open(zip, SourceOptions.DEFAULT).labelCounts()).containsExactly(1);
  }

  @Test
  void refusesAnEntryThatFailsItsChecksum() throws IOException {
    byte[] zip = zip(ZipEntry.STORED, "a/1.png", RED);
    zip[60] ^= 1;

    refused(() -> open(zip, SourceOptions.DEFAULT), Reason.DATASET_INVALID, "a/1.png", "checksum");
  }

  @Test
  void refusesAnEntryThatUnpacksToTooMuch() throws IOException {
    byte[] zip = zip(ZipEntry.DEFLATED, "a/1.png", new byte[(64 << 20) + 1]);

    refused(
        () -> open(zip, SourceOptions.DEFAULT), Reason.DATASET_INVALID, "a/1.png", "small image");
  }

  @Test
  void refusesEveryCutOffZip() throws IOException {
    byte[] whole = zip(ZipEntry.DEFLATED, "a/1.png", RED, "b/1.png", BLUE);

    for (int length = 2; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      refused(() -> open(cut, SourceOptions.DEFAULT), Reason.DATASET_INVALID, "images.zip");
    }
  }

  @Test
  void answersFlippedBitsWithTheSamePixelsOrAClearError() throws IOException {
    byte[] whole = zip(ZipEntry.DEFLATED, "a/1.png", png(1, 1, 0xff0000));
    SourceOptions pixelsOnly = SourceOptions.DEFAULT.withUnlabelled(true);
    String digest = open(whole, pixelsOnly).sha256();

    // A step that shares no factor with 8 still meets every position in a byte.
    int step = System.getProperty("lucy.test.matrix", "sample").equals("full") ? 1 : 7;
    for (int bit = 16; bit < whole.length * 8; bit += step) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        assertThat(open(flipped, pixelsOnly).sha256()).as("bit %d", bit).isEqualTo(digest);
      } catch (LucyException e) {
        assertThat(e).as("bit %d", bit).hasMessageContaining("images.zip");
      }
    }
  }

  private Dataset open(byte[] zip, SourceOptions options) throws IOException {
    Path file = folder.resolve("images.zip");
    Files.write(file, zip);
    return DatasetSources.open(file, options);
  }
}
