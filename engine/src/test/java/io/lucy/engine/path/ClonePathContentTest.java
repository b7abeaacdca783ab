package io.lucy.engine.path;

import static io.lucy.engine.path.ChangedPaths.assertAdapters;
import static io.lucy.engine.path.ChangedPaths.assertHead;
import static io.lucy.engine.path.ChangedPaths.assertIdentity;
import static io.lucy.engine.path.ChangedPaths.assertMasks;
import static io.lucy.engine.path.ChangedPaths.assertProvenance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.proto.path.v1.FloatBlock;
import io.lucy.proto.path.v1.HeadSection;
import io.lucy.proto.path.v1.IdentitySection;
import io.lucy.proto.path.v1.MaskSection;
import io.lucy.proto.path.v1.ModuleMask;
import io.lucy.proto.path.v1.Probe;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A path whose parts cannot be, or are too many, is refused with the reason and the place. */
class ClonePathContentTest {
  @Test
  void refusesMasksThatDoNotFit() {
    assertMasks(MaskSection.Builder::clear, Reason.PATH_CORRUPT, "masks: 0 (expected: 2)");
    assertMasks(m -> m.removeModules(1), Reason.PATH_CORRUPT, "masks: 1 (expected: 2)");
    assertMasks(
        m -> m.getModulesBuilder(0).setBits(bytes(1)),
        Reason.PATH_CORRUPT,
        "masks section, module 1: bytes of a mask: 1 (expected: 2 for 10 filters)");
    assertMasks(
        m -> m.getModulesBuilder(0).setBits(bytes(1, 4)),
        Reason.PATH_CORRUPT,
        "bits after the last filter");
    assertMasks(
        m -> m.getModulesBuilder(0).setFilters((1 << 20) + 1), Reason.PATH_TOO_LARGE, "1048577");
    assertMasks(m -> m.getModulesBuilder(0).setFilters(-1), Reason.PATH_TOO_LARGE, "filters");
    assertMasks(
        m -> {
          for (int i = 0; i < 1_000_000; i++) {
            m.addModules(ModuleMask.getDefaultInstance());
          }
        },
        Reason.PATH_TOO_LARGE,
        "number of masks: 65 (at most: 64)");
  }

  @Test
  void refusesLabelsThatAreBlankTwiceUnknownOrTooMany() {
    assertIdentity(i -> i.setLabels(0, " "), Reason.PATH_CORRUPT, "not blank");
    assertIdentity(i -> i.setLabels(0, "boot"), Reason.PATH_CORRUPT, "'boot' twice");
    assertIdentity(IdentitySection.Builder::clearLabels, Reason.PATH_CORRUPT, "labels");
    assertIdentity(i -> i.setLabels(0, "x".repeat(1025)), Reason.PATH_TOO_LARGE, "1025");
    assertIdentity(i -> i.setLabels(0, "x".repeat(4000)), Reason.PATH_TOO_LARGE, "4000");
    assertIdentity(
        i -> i.getModulesBuilder(0).setWantedLabels(0, "fez"), Reason.PATH_CORRUPT, "[fez]");
    assertIdentity(
        i -> {
          for (int n = 0; n < 4096; n++) {
            i.addLabels("n" + n);
          }
        },
        Reason.PATH_TOO_LARGE,
        "labels: 4097 (at most: 4096)");
  }

  @Test
  void refusesCutsAndShapesThatCannotBe() {
    assertIdentity(i -> i.setTargetFeatureCuts(1, 1), Reason.PATH_CORRUPT, "ascending");
    assertIdentity(
        i -> i.getModulesBuilder(0).setFeatureCuts(0, 1), Reason.PATH_CORRUPT, "behind the cut");
    assertIdentity(
        i -> i.getModulesBuilder(0).setTargetCut(1 << 20), Reason.PATH_TOO_LARGE, "module 1");
    assertIdentity(
        i -> i.getModulesBuilder(0).addTargetShape(4), Reason.PATH_TOO_LARGE, "number of shape");
    assertIdentity(
        i -> i.getModulesBuilder(0).setTargetShape(1, 0), Reason.PATH_CORRUPT, "at least 1");
    assertIdentity(
        i -> i.getModulesBuilder(0).clearSourceShape(), Reason.PATH_CORRUPT, "source's cut");
    assertIdentity(
        i -> {
          for (int n = 0; n < 1000; n++) {
            i.addTargetFeatureCuts(n + 4);
          }
        },
        Reason.PATH_TOO_LARGE,
        "257 (at most: 256)");
    assertIdentity(
        i -> {
          for (int n = 0; n < 64; n++) {
            i.addModules(i.getModules(0));
          }
        },
        Reason.PATH_TOO_LARGE,
        "number of modules: 65");
  }

  @Test
  void refusesNetworksThatAreNotNamed() {
    assertIdentity(IdentitySection.Builder::clearTarget, Reason.PATH_CORRUPT, "no target");
    assertIdentity(
        i -> i.getTargetBuilder().clearFileSha256(), Reason.PATH_CORRUPT, "digest of the model");
    assertIdentity(
        i -> i.getTargetBuilder().setWeightsSha256(bytes(1, 2)),
        Reason.PATH_CORRUPT,
        "bytes of the digest of the weights: 2 (expected: 32)");
    assertIdentity(i -> i.getTargetBuilder().clearFileSizeBytes(), Reason.PATH_CORRUPT, "size");
    assertIdentity(
        i -> i.getTargetBuilder().setFileSizeBytes(1L << 40), Reason.PATH_TOO_LARGE, "size");
    assertIdentity(i -> i.getTargetBuilder().setFileSizeBytes(-1), Reason.PATH_TOO_LARGE, "size");
    assertIdentity(i -> i.getTargetBuilder().addMean(1), Reason.PATH_CORRUPT, "means: 2");
    assertIdentity(i -> i.getTargetBuilder().setStd(0, 0), Reason.PATH_CORRUPT, "std");
    assertIdentity(i -> i.setParentId(bytes(1)), Reason.PATH_CORRUPT, "parent id");
  }

  @Test
  void refusesNumbersThatAreNotFinite() {
    FloatBlock nan = block(1, 2, 3, Float.NaN, 5, 6, 0, 0, 0);
    assertAdapters(
        a -> a.getAdaptersBuilder(0).setValues(nan), Reason.PATH_CORRUPT, "weights[3]: NaN");
    float[] tuning = new float[17];
    tuning[9] = Float.NaN;
    assertAdapters(
        a -> a.getAdaptersBuilder(0).setTuning(block(tuning)),
        Reason.PATH_CORRUPT,
        "shifts[2]: NaN");
    assertHead(
        h -> h.setDelta(block(Float.POSITIVE_INFINITY, 0, 0, 0, 0, 0)),
        Reason.PATH_CORRUPT,
        "head weights[0]: Infinity");
    assertHead(h -> h.setTemperature(0, Float.NaN), Reason.PATH_CORRUPT, "temperatures[0]");
    assertIdentity(
        i -> i.getTargetBuilder().setMean(0, Float.NaN), Reason.PATH_CORRUPT, "mean[0]: NaN");
    assertProvenance(
        p -> p.getProbeBuilder().setLogits(1, Float.NaN), Reason.PATH_CORRUPT, "logits");
  }

  @Test
  void refusesAdaptersAndHeadsOfAnotherSize() {
    assertAdapters(a -> a.removeAdapters(1), Reason.PATH_CORRUPT, "adapters: 1 (expected: 2");
    assertAdapters(
        a -> a.getAdaptersBuilder(0).clearValues(), Reason.PATH_CORRUPT, "identity adapter");
    assertAdapters(
        a -> a.getAdaptersBuilder(0).setValues(block(1, 2)),
        Reason.PATH_CORRUPT,
        "numbers of an adapter: 2 (expected: 9)");
    assertAdapters(
        a -> a.getAdaptersBuilder(0).getValuesBuilder().setFp32(bytes(1, 2, 3)),
        Reason.PATH_CORRUPT,
        "a multiple of 4");
    assertHead(h -> h.setDelta(block(1, 2, 3, 4)), Reason.PATH_CORRUPT, "multiple of the labels");
    assertHead(HeadSection.Builder::clearDelta, Reason.PATH_CORRUPT, "numbers of the head: 0");
    assertHead(h -> h.setTemperature(0, 0), Reason.PATH_CORRUPT, "a positive number");
    assertHead(h -> h.addTemperature(1), Reason.PATH_CORRUPT, "temperatures: 4");
    assertProvenance(
        p -> p.setProbe(Probe.newBuilder().addLogits(1)), Reason.PATH_CORRUPT, "logits");
    assertProvenance(
        p -> {
          for (int n = 0; n < 300; n++) {
            p.putOptions("n" + n, "");
          }
        },
        Reason.PATH_TOO_LARGE,
        "options: 257");
  }

  @Test
  void refusesTuningsOfAnotherSizeOrWithoutEffect() {
    for (float[] numbers : List.of(new float[] {1}, new float[16], new float[18], new float[20])) {
      assertAdapters(
          a -> a.getAdaptersBuilder(0).setTuning(block(numbers)),
          Reason.PATH_CORRUPT,
          "numbers of a tuning: " + numbers.length + " (expected: 7 gains and 10 shifts)");
    }
    assertAdapters(
        a -> a.getAdaptersBuilder(1).setTuning(block(1)),
        Reason.PATH_CORRUPT,
        "numbers of a tuning: 1 (expected: 0 gains and 0 shifts)");
    assertAdapters(
        a -> a.getAdaptersBuilder(0).getTuningBuilder().setFp32(bytes(1, 2, 3)),
        Reason.PATH_CORRUPT,
        "module 1, tuning: bytes of numbers: 3 (expected: a multiple of 4)");
    float[] withoutEffect = new float[17];
    Arrays.fill(withoutEffect, 0, 7, 1);
    for (float zero : new float[] {0, -0.0f}) {
      withoutEffect[12] = zero;
      assertAdapters(
          a -> a.getAdaptersBuilder(0).setTuning(block(withoutEffect)),
          Reason.PATH_CORRUPT,
          "one encoding");
    }
  }

  @Test
  void onlyPixelsMayChangeTheirShapeOnTheWay() {
    ClonePathView small = ClonePathCodec.decode(ClonePathCodec.encode(ExamplePaths.small()));
    ModulePath pixels = small.modules().get(1);
    assertThat(pixels.adapter()).isEqualTo(Adapter.IDENTITY);
    assertThat(pixels.targetShape()).isNotEqualTo(pixels.sourceShape());
    for (boolean target : new boolean[] {true, false}) {
      assertIdentity(
          i -> {
            if (target) {
              i.getModulesBuilder(1).setTargetCut(1);
            } else {
              i.getModulesBuilder(1).setSourceCut(1);
            }
          },
          Reason.PATH_CORRUPT,
          "identity adapter");
    }
  }

  @Test
  void refusesToMakeAPathAboveItsBounds() {
    assertThatThrownBy(() -> FilterMask.all((1 << 20) + 1))
        .isInstanceOfSatisfying(
            LucyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PATH_TOO_LARGE));
    ClonePathView small = ExamplePaths.small();
    float[] almostTooMany = new float[PathBounds.FLOATS / 3 * 3 - 3];
    ClonePathView large =
        new ClonePathView(
            small.target(),
            small.labels(),
            List.of(),
            List.of(
                small
                    .modules()
                    .get(0)
                    .with(FilterMask.all(1 << 20), FilterTuning.NONE, Adapter.MISSING)),
            Optional.of(new HeadDelta(new float[] {1, 1}, almostTooMany, new float[3])),
            Optional.empty(),
            Provenance.NONE);
    assertThatThrownBy(() -> ClonePathCodec.encode(large))
        .isInstanceOfSatisfying(
            LucyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PATH_TOO_LARGE));
  }

  private static ByteString bytes(int... bytes) {
    byte[] content = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      content[i] = (byte) bytes[i];
    }
    return ByteString.copyFrom(content);
  }

  private static FloatBlock block(float... numbers) {
    return FloatBlock.newBuilder().setFp32(ByteString.copyFrom(FloatBytes.of(numbers))).build();
  }
}
