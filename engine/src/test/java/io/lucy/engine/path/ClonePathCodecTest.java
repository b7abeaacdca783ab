package io.lucy.engine.path;

import static io.lucy.engine.path.ChangedPaths.assertAdapters;
import static io.lucy.engine.path.ChangedPaths.assertHead;
import static io.lucy.engine.path.ChangedPaths.assertIdentity;
import static io.lucy.engine.path.ChangedPaths.assertMasks;
import static io.lucy.engine.path.ChangedPaths.assertProvenance;
import static io.lucy.engine.path.ChangedPaths.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.proto.path.v1.IdentitySection;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ClonePathCodecTest {
  private static final UnknownFieldSet UNKNOWN =
      UnknownFieldSet.newBuilder()
          .addField(15, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
          .build();
  private static final byte[] EMPTY = {};

  private final ClonePath path = ClonePathCodec.encode(ExamplePaths.small());

  @Test
  void readsATargetAlone() {
    ClonePathView alone = ExamplePaths.targetAlone();
    ClonePath stored = ClonePathCodec.encode(alone);
    assertThat(stored.masks()).isEmpty();
    assertThat(stored.adapters()).isEmpty();
    assertThat(ClonePathCodec.decode(stored)).isEqualTo(alone);
  }

  @Test
  void saysWhenAdaptersAndHeadAreMissing() {
    ClonePathView skeleton = ClonePathCodec.decode(path.skeleton());
    assertThat(skeleton.isWhole()).isFalse();
    assertThat(skeleton.head()).isEmpty();
    assertThat(skeleton.modules()).extracting(ModulePath::adapter).containsOnly(Adapter.MISSING);
    assertThat(skeleton.modules())
        .extracting(ModulePath::mask)
        .containsExactlyElementsOf(
            ExamplePaths.small().modules().stream().map(ModulePath::mask).toList());
    assertThat(ClonePathCodec.decode(path).isWhole()).isTrue();
  }

  @Test
  void theIdCoversEverySectionButTheProvenance() {
    assertThat(path.withoutProvenance().id()).isEqualTo(path.id());
    assertThat(path.skeleton().id()).isNotEqualTo(path.id());
    assertThat(
            ClonePath.of(path.identity(), path.masks(), path.head(), path.adapters(), EMPTY).id())
        .as("sections in another order")
        .isNotEqualTo(path.id());
  }

  @Test
  void tellsAnotherVersionBeforeAnythingElse() {
    assertIdentity(i -> i.setFormatVersion(2).setUnknownFields(UNKNOWN), Reason.PATH_TOO_NEW, "2");
    assertIdentity(i -> i.setFormatVersion(-1), Reason.PATH_TOO_NEW, "expected: 1 to 1");
    assertIdentity(IdentitySection.Builder::clearFormatVersion, Reason.PATH_CORRUPT, "version");
    byte[] explicitZero = {0x08, 0x00};
    assertRefused(
        ClonePath.of(explicitZero, EMPTY, EMPTY, EMPTY, EMPTY), Reason.PATH_TOO_OLD, "version");
  }

  @Test
  void refusesUnknownFieldsInEverySection() throws InvalidProtocolBufferException {
    assertIdentity(i -> i.setUnknownFields(UNKNOWN), Reason.PATH_CORRUPT, "unknown field 15");
    assertIdentity(
        i -> i.getTargetBuilder().setUnknownFields(UNKNOWN),
        Reason.PATH_CORRUPT,
        "identity section, target: unknown field 15");
    assertIdentity(
        i -> i.getModulesBuilder(1).getSourceBuilder().setUnknownFields(UNKNOWN),
        Reason.PATH_CORRUPT,
        "identity section, module 2, source: unknown field 15");
    assertMasks(m -> m.setUnknownFields(UNKNOWN), Reason.PATH_CORRUPT, "unknown field 15");
    assertAdapters(
        a -> a.getAdaptersBuilder(0).getValuesBuilder().setUnknownFields(UNKNOWN),
        Reason.PATH_CORRUPT,
        "adapters section, module 1, values: unknown field 15");
    assertHead(h -> h.setUnknownFields(UNKNOWN), Reason.PATH_CORRUPT, "unknown field 15");
    assertProvenance(p -> p.setUnknownFields(UNKNOWN), Reason.PATH_CORRUPT, "unknown field 15");
    byte[] message =
        io.lucy.proto.path.v1.ClonePath.parseFrom(path.bytes()).toBuilder()
            .setUnknownFields(UNKNOWN)
            .build()
            .toByteArray();
    assertThatThrownBy(() -> ClonePath.parse(message)).hasMessageContaining("unknown field 15");
  }

  @Test
  void refusesEveryOtherEncodingOfTheSameContent() {
    byte[] identity = path.identity();
    byte[] masks = path.masks();
    byte[] adapters = path.adapters();
    byte[] emptyBlock = {0x0A, 0x02, 0x0A, 0x00};
    byte[] adaptersButTheLast = Arrays.copyOf(adapters, adapters.length - 2);
    assertSections("empty block", identity, masks, concat(adaptersButTheLast, emptyBlock));
    byte[] emptyTuning = {0x0A, 0x02, 0x12, 0x00};
    assertSections("empty tuning", identity, masks, concat(adaptersButTheLast, emptyTuning));
    byte[] overlong = concat(new byte[] {masks[0], (byte) (masks[1] | 0x80), 0}, tail(masks, 2));
    assertSections("varint with a spare byte", identity, overlong, adapters);
    byte[] zeroFilters = {0x0A, 0x02, 0x08, 0x00};
    byte[] masksButTheLast = Arrays.copyOf(masks, masks.length - 2);
    assertSections("zero", identity, concat(masksButTheLast, zeroFilters), adapters);
    byte[] versionTwice = concat(identity, (byte) 0x08, (byte) 0x01);
    assertSections("field twice", versionTwice, masks, adapters);
    byte[] unpackedCut = concat(identity, (byte) 0x30, (byte) 0x07);
    assertSections("list that is not packed", unpackedCut, masks, adapters);
    byte[] listInTwoParts = concat(identity, (byte) 0x32, (byte) 0x01, (byte) 0x07);
    assertSections("list in two parts", listInTwoParts, masks, adapters);
    byte[] badText = IdentitySection.newBuilder().setFormatVersion(1).build().toByteArray();
    badText = concat(badText, (byte) 0x1A, (byte) 0x01, (byte) 0xFF);
    assertSections("text that is not UTF-8", concat(badText, tail(identity, 2)), masks, adapters);
  }

  private static byte[] tail(byte[] bytes, int from) {
    return Arrays.copyOfRange(bytes, from, bytes.length);
  }

  private void assertSections(String what, byte[] identity, byte[] masks, byte[] adapters) {
    ClonePath changed = ClonePath.of(identity, masks, adapters, path.head(), path.provenance());
    assertThatThrownBy(() -> ClonePathCodec.decode(changed))
        .as(what)
        .isInstanceOfSatisfying(
            LucyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PATH_CORRUPT));
  }

  @Test
  void refusesSectionsOfTheMessageOutOfOrderOrTwice() {
    byte[] message = path.bytes();
    byte[] twice = concat(message, path.withoutProvenance().bytes());
    assertThatThrownBy(() -> ClonePath.parse(twice)).hasMessageContaining("out of order");
    assertThatThrownBy(() -> ClonePath.parse(EMPTY)).hasMessageContaining("no identity section");
    assertThatThrownBy(() -> ClonePath.parse(new byte[ClonePath.MAX_SIZE_BYTES + 1]))
        .isInstanceOfSatisfying(
            LucyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PATH_TOO_LARGE));
  }

  private static byte[] concat(byte[] a, byte... b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
