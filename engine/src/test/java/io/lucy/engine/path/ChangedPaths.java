package io.lucy.engine.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.proto.path.v1.AdapterSection;
import io.lucy.proto.path.v1.HeadSection;
import io.lucy.proto.path.v1.IdentitySection;
import io.lucy.proto.path.v1.MaskSection;
import java.util.function.Consumer;

/** The small example with one section changed, as protobuf would write it, and what follows. */
final class ChangedPaths {
  private static final ClonePath PATH = ClonePathCodec.encode(ExamplePaths.small());

  private ChangedPaths() {}

  static void assertIdentity(Consumer<IdentitySection.Builder> change, Reason reason, String why) {
    IdentitySection.Builder identity = read(IdentitySection.newBuilder(), PATH.identity());
    change.accept(identity);
    byte[] changed = identity.build().toByteArray();
    assertRefused(
        ClonePath.of(changed, PATH.masks(), PATH.adapters(), PATH.head(), PATH.provenance()),
        reason,
        why);
  }

  static void assertMasks(Consumer<MaskSection.Builder> change, Reason reason, String why) {
    MaskSection.Builder masks = read(MaskSection.newBuilder(), PATH.masks());
    change.accept(masks);
    byte[] changed = masks.build().toByteArray();
    assertRefused(
        ClonePath.of(PATH.identity(), changed, PATH.adapters(), PATH.head(), PATH.provenance()),
        reason,
        why);
  }

  static void assertAdapters(Consumer<AdapterSection.Builder> change, Reason reason, String why) {
    AdapterSection.Builder adapters = read(AdapterSection.newBuilder(), PATH.adapters());
    change.accept(adapters);
    byte[] changed = adapters.build().toByteArray();
    assertRefused(
        ClonePath.of(PATH.identity(), PATH.masks(), changed, PATH.head(), PATH.provenance()),
        reason,
        why);
  }

  static void assertHead(Consumer<HeadSection.Builder> change, Reason reason, String why) {
    HeadSection.Builder head = read(HeadSection.newBuilder(), PATH.head());
    change.accept(head);
    byte[] changed = head.build().toByteArray();
    assertRefused(
        ClonePath.of(PATH.identity(), PATH.masks(), PATH.adapters(), changed, PATH.provenance()),
        reason,
        why);
  }

  static void assertProvenance(
      Consumer<io.lucy.proto.path.v1.Provenance.Builder> change, Reason reason, String why) {
    io.lucy.proto.path.v1.Provenance.Builder provenance =
        read(io.lucy.proto.path.v1.Provenance.newBuilder(), PATH.provenance());
    change.accept(provenance);
    byte[] changed = provenance.build().toByteArray();
    assertRefused(
        ClonePath.of(PATH.identity(), PATH.masks(), PATH.adapters(), PATH.head(), changed),
        reason,
        why);
  }

  private static <B extends Message.Builder> B read(B builder, byte[] bytes) {
    try {
      builder.mergeFrom(bytes);
      return builder;
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  static void assertRefused(ClonePath changed, Reason reason, String why) {
    assertThatThrownBy(() -> ClonePathCodec.decode(changed))
        .isInstanceOfSatisfying(
            LucyException.class, e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason))
        .hasMessageContaining(why);
  }
}
