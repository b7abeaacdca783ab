package io.lucy.engine.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClonePathFileTest {
  private static final int VERSION = 8;
  private static final int LENGTH = 12;
  private static final int MESSAGE = 36;

  private final ClonePath path = ClonePathCodec.encode(ExamplePaths.small());
  private final byte[] bytes = new ClonePathFile(path).bytes();
  @TempDir private Path folder;

  @Test
  void readsBackWhatItWrote() {
    Path file = folder.resolve("boots.clonepath");
    new ClonePathFile(path).write(file);
    assertThat(ClonePathFile.read(file).path()).isEqualTo(path);
    assertThat(file).hasBinaryContent(bytes).hasSize(MESSAGE + path.sizeBytes() + 4);
  }

  @Test
  void namesTheFileThatIsDamagedOrOfAnotherVersion() throws IOException {
    Path file = folder.resolve("boots.clonepath");
    byte[] damaged = flipped(bytes, bytes.length * 8 - 1);
    byte[] tooNew = bytes.clone();
    tooNew[VERSION] = 2;
    for (byte[] content : List.of(damaged, tooNew, new byte[0])) {
      Files.write(file, content);
      assertThatThrownBy(() -> ClonePathFile.read(file))
          .isInstanceOf(LucyException.class)
          .hasMessageContaining("'" + file + "'");
    }
  }

  @Test
  void rejectsEveryPrefix() {
    for (int length = 0; length < bytes.length; length++) {
      assertRefused(Arrays.copyOf(bytes, length), Reason.PATH_CORRUPT);
    }
  }

  @Test
  void rejectsTrailingBytes() {
    assertRefused(Arrays.copyOf(bytes, bytes.length + 1), Reason.PATH_CORRUPT);
  }

  @Test
  void rejectsEverySingleBitFlip() {
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] flipped = flipped(bytes, bit);
      assertThatThrownBy(() -> ClonePathFile.of(flipped))
          .as("bit " + bit)
          .isInstanceOf(LucyException.class);
    }
  }

  @Test
  void aFlippedBitOfTheBareMessageIsRejectedOrMakesAnotherPath() {
    byte[] message = path.bytes();
    int provenance = message.length - path.provenance().length;
    for (int bit = 0; bit < message.length * 8; bit++) {
      byte[] flipped = flipped(message, bit);
      try {
        ClonePath other = ClonePath.parse(flipped);
        ClonePathView view = ClonePathCodec.decode(other);
        assertThat(ClonePathCodec.encode(view).bytes()).as("bit " + bit).isEqualTo(flipped);
        assertThat(other.id().equals(path.id())).as("bit " + bit).isEqualTo(bit / 8 >= provenance);
      } catch (LucyException refused) {
        assertThat(refused.reason()).isNotEqualTo(Reason.NOT_FOUND);
      }
    }
  }

  @Test
  void tellsTooOldTooNewTooLargeAndCorruptApart() {
    assertRefused(with(VERSION, 0), Reason.PATH_TOO_OLD);
    assertRefused(with(VERSION, 2), Reason.PATH_TOO_NEW);
    assertRefused(with(VERSION, 0xFF), Reason.PATH_TOO_NEW);
    assertRefused(with(LENGTH + 3, 2), Reason.PATH_TOO_LARGE);
    assertRefused(with(LENGTH + 3, 0xFF), Reason.PATH_TOO_LARGE);
    assertRefused(with(0, 'P'), Reason.PATH_CORRUPT);
    assertRefused(with(bytes.length - 1, bytes[bytes.length - 1] + 1), Reason.PATH_CORRUPT);
  }

  @Test
  void rejectsAFileThatIsNotThereOrTooLarge() throws IOException {
    Path file = folder.resolve("x.clonepath");
    assertThatThrownBy(() -> ClonePathFile.read(file))
        .isInstanceOfSatisfying(
            LucyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND))
        .hasMessageContaining("x.clonepath");
    Files.write(file, new byte[ClonePathFile.MAX_SIZE_BYTES + 1]);
    assertThatThrownBy(() -> ClonePathFile.read(file))
        .isInstanceOfSatisfying(
            LucyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PATH_TOO_LARGE));
  }

  @Test
  void leavesNothingHalfWrittenWhenTheDiskRefuses() throws IOException {
    Path occupied = Files.createDirectories(folder.resolve("occupied.clonepath/content"));
    ClonePathFile file = new ClonePathFile(path);
    for (Path target : List.of(occupied.getParent(), folder.resolve("no/such.clonepath"))) {
      assertThatThrownBy(() -> file.write(target))
          .isInstanceOfSatisfying(
              LucyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.STORAGE_FAILED));
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(occupied.getParent());
    }
  }

  @Test
  void salvagesAnIntactFileWhole() {
    assertThat(ClonePathFile.salvage(bytes).path()).isEqualTo(path);
  }

  @Test
  void salvagesIdentityAndMasksWhenTheRestIsDamaged() {
    int identity = bodyOffset(path.identity());
    int adapters = bodyOffset(path.adapters());
    ClonePathView saved = saved(flipped(bytes, (adapters + 8) * 8));
    assertThat(saved.modules()).extracting(ModulePath::adapter).containsOnly(Adapter.MISSING);
    assertThat(saved.modules()).extracting(ModulePath::tuning).containsOnly(FilterTuning.NONE);
    assertThat(saved.head()).isEqualTo(ExamplePaths.small().head());
    assertThat(saved.provenance()).isEqualTo(ExamplePaths.small().provenance());

    ClonePathView headless = saved(flipped(bytes, (bodyOffset(path.head()) + 8) * 8));
    assertThat(headless.head()).isEmpty();
    assertThat(headless.modules()).isEqualTo(ExamplePaths.small().modules());

    assertThatThrownBy(() -> ClonePathFile.salvage(flipped(bytes, (identity + 40) * 8)))
        .hasMessageContaining("identity section is damaged");
    assertThatThrownBy(
            () -> ClonePathFile.salvage(flipped(bytes, (bodyOffset(path.masks()) + 6) * 8)))
        .hasMessageContaining("masks section is damaged");
  }

  @Test
  void salvagesATruncatedFileFromItsMasksOn() {
    int masksEnd = bodyOffset(path.masks()) + path.masks().length;
    for (int length = 0; length < bytes.length; length++) {
      byte[] prefix = Arrays.copyOf(bytes, length);
      if (length < masksEnd) {
        assertThatThrownBy(() -> ClonePathFile.salvage(prefix)).isInstanceOf(LucyException.class);
      } else {
        assertThat(saved(prefix).target()).isEqualTo(ExamplePaths.small().target());
      }
    }
  }

  @Test
  void salvageNeverInventsContent() {
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      try {
        ClonePath saved = ClonePathFile.salvage(flipped(bytes, bit)).path();
        for (Section section : Section.values()) {
          List<byte[]> allowed = new ArrayList<>(List.of(path.section(section)));
          allowed.add(new byte[0]);
          assertThat(allowed)
              .as("bit " + bit)
              .anyMatch(a -> Arrays.equals(a, saved.section(section)));
        }
      } catch (LucyException refused) {
        assertThat(refused).as("says what to do").hasMessageContaining("; ");
      }
    }
  }

  @Test
  void aCloneOfTwoResnetsTakesAFewKilobytes() {
    ClonePath resnet = ClonePathCodec.encode(ExamplePaths.resnet20());
    assertThat(resnet.masks()).hasSize(86 + 7);
    assertThat(new ClonePathFile(resnet).bytes()).hasSizeLessThan(10_000);
    assertThat(new ClonePathFile(resnet.skeleton()).bytes()).hasSizeLessThan(800);
  }

  private static ClonePathView saved(byte[] damaged) {
    return ClonePathCodec.decode(ClonePathFile.salvage(damaged).path());
  }

  /** Where a section's bytes begin in the file. */
  private int bodyOffset(byte[] section) {
    for (int i = MESSAGE; i <= bytes.length - section.length; i++) {
      if (Arrays.equals(Arrays.copyOfRange(bytes, i, i + section.length), section)) {
        return i;
      }
    }
    throw new AssertionError("section not found");
  }

  private byte[] with(int offset, int value) {
    byte[] changed = bytes.clone();
    changed[offset] = (byte) value;
    return changed;
  }

  private static byte[] flipped(byte[] bytes, int bit) {
    byte[] flipped = bytes.clone();
    flipped[bit / 8] ^= (byte) (1 << (bit % 8));
    return flipped;
  }

  private static void assertRefused(byte[] bytes, Reason reason) {
    assertThatThrownBy(() -> ClonePathFile.of(bytes))
        .as(bytes.length + " bytes")
        .isInstanceOfSatisfying(
            LucyException.class, e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
  }
}
