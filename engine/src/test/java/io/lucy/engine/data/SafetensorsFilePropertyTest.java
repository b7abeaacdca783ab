package io.lucy.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.engine.LucyException;
import io.lucy.engine.io.Sha256;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SafetensorsFilePropertyTest {

  @Property(tries = 300)
  void everyDatasetComesBackAsItWas(@ForAll("datasets") Dataset dataset) {
    byte[] file = SafetensorsFile.encode(dataset);

    Dataset read = SafetensorsFile.decode(file, "round trip");

    assertThat(read.shape()).isEqualTo(dataset.shape());
    assertThat(read.labelNames()).isEqualTo(dataset.labelNames());
    assertThat(read.originNames()).isEqualTo(dataset.originNames());
    for (int i = 0; i < dataset.size(); i++) {
      assertThat(read.image(i)).isEqualTo(dataset.image(i));
      assertThat(read.label(i)).isEqualTo(dataset.label(i));
      assertThat(read.origin(i)).isEqualTo(dataset.origin(i));
    }
    assertThat(SafetensorsFile.encode(read)).isEqualTo(file);
    assertThat(dataset.sha256()).isEqualTo(Sha256.hex(file));
  }

  @Property(tries = 300)
  void dataIsAlignedToEightBytes(@ForAll("datasets") Dataset dataset) {
    byte[] file = SafetensorsFile.encode(dataset);

    assertThat(file[0] & 7).isZero();
  }

  @Property(tries = 25)
  void everyPrefixIsRefused(@ForAll("datasets") Dataset dataset) {
    byte[] file = SafetensorsFile.encode(dataset);

    for (int length = 0; length < file.length; length++) {
      byte[] prefix = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> SafetensorsFile.decode(prefix, "prefix"))
          .as("prefix of %d of %d bytes", length, file.length)
          .isInstanceOf(LucyException.class);
    }
  }

  @Property(tries = 15)
  void everyFlippedBitIsRefusedOrGivesAnotherDataset(@ForAll("datasets") Dataset dataset) {
    byte[] file = SafetensorsFile.encode(dataset);

    for (int bit = 0; bit < file.length * 8; bit++) {
      byte[] flipped = file.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefusedOrReadable(flipped, bit);
    }
  }

  private static void assertRefusedOrReadable(byte[] file, int bit) {
    Dataset read;
    try {
      read = SafetensorsFile.decode(file, "flipped");
    } catch (LucyException e) {
      assertThat(e).hasMessageContaining("flipped");
      return;
    }
    byte[] again = SafetensorsFile.encode(read);
    assertThat(SafetensorsFile.decode(again, "again").sha256())
        .as("bit %d", bit)
        .isEqualTo(Sha256.hex(again));
  }

  @Provide
  Arbitrary<Dataset> datasets() {
    Arbitrary<Integer> side = Arbitraries.integers().between(1, 3);
    Arbitrary<Integer> size = Arbitraries.integers().between(0, 5);
    return Combinators.combine(size, side, side, side)
        .as((n, c, h, w) -> new int[] {n, c, h, w})
        .flatMap(
            d ->
                Combinators.combine(
                        Arbitraries.bytes().array(byte[].class).ofSize(d[0] * d[1] * d[2] * d[3]),
                        tags(d[0]),
                        tags(d[0]))
                    .as(
                        (images, labels, origins) ->
                            Dataset.of(new ImageShape(d[1], d[2], d[3]), images, labels, origins)));
  }

  private static Arbitrary<Tags> tags(int size) {
    Arbitrary<String> name =
        Arbitraries.strings()
            .withCharRange('a', 'z')
            .withChars('"', '\\', '/', 'ö', '\u4e2d', '\u2028')
            .ofMinLength(1)
            .ofMaxLength(5)
            .filter(text -> text.equals(text.strip()));
    Arbitrary<List<String>> names = name.list().uniqueElements().ofMaxSize(4);
    return names.flatMap(
        list ->
            Arbitraries.integers()
                .between(-1, list.size() - 1)
                .array(int[].class)
                .ofSize(size)
                .map(indices -> Tags.of(indices, list)));
  }
}
