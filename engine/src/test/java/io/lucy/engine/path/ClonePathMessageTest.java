package io.lucy.engine.path;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.lucy.proto.path.v1.AdapterSection;
import io.lucy.proto.path.v1.HeadSection;
import io.lucy.proto.path.v1.IdentitySection;
import io.lucy.proto.path.v1.MaskSection;
import io.lucy.proto.path.v1.ModuleIdentity;
import io.lucy.proto.path.v1.ModuleMask;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the codec writes, read by the classes that protoc made of the contract. */
class ClonePathMessageTest {
  private final ClonePathView view = ExamplePaths.small();
  private final ClonePath path = ClonePathCodec.encode(view);

  @Test
  void theMessageHoldsTheSections() throws InvalidProtocolBufferException {
    io.lucy.proto.path.v1.ClonePath message =
        io.lucy.proto.path.v1.ClonePath.parseFrom(path.bytes());
    assertThat(message.getIdentity().toByteArray()).isEqualTo(path.identity());
    assertThat(message.getMasks().toByteArray()).isEqualTo(path.masks());
    assertThat(message.getAdapters().toByteArray()).isEqualTo(path.adapters());
    assertThat(message.getHead().toByteArray()).isEqualTo(path.head());
    assertThat(message.getProvenance().toByteArray()).isEqualTo(path.provenance());
  }

  @Test
  void theIdentitySectionHoldsNetworksLabelsAndPositions() throws InvalidProtocolBufferException {
    IdentitySection identity = IdentitySection.parseFrom(path.identity());
    assertThat(identity.getFormatVersion()).isEqualTo(1);
    assertThat(identity.getLabelsList()).isEqualTo(view.labels());
    assertThat(identity.getTargetFeatureCutsList()).isEqualTo(view.targetFeatureCuts());
    assertThat(hex(identity.getParentId())).isEqualTo(view.parentId().orElseThrow());
    requireEqual(identity.getTarget(), view.target());
    assertThat(identity.getModulesCount()).isEqualTo(view.modules().size());
    for (int i = 0; i < identity.getModulesCount(); i++) {
      ModuleIdentity module = identity.getModules(i);
      ModulePath expected = view.modules().get(i);
      requireEqual(module.getSource(), expected.source());
      assertThat(module.getWantedLabelsList()).isEqualTo(expected.wantedLabels());
      assertThat(module.getTargetCut()).isEqualTo(expected.targetCut());
      assertThat(module.getSourceCut()).isEqualTo(expected.sourceCut());
      assertThat(ints(module.getTargetShapeList())).isEqualTo(expected.targetShape().extents());
      assertThat(ints(module.getSourceShapeList())).isEqualTo(expected.sourceShape().extents());
      assertThat(module.getFeatureCutsList()).isEqualTo(expected.featureCuts());
    }
  }

  private static void requireEqual(
      io.lucy.proto.path.v1.NetworkIdentity message, NetworkIdentity network) {
    assertThat(hex(message.getFileSha256())).isEqualTo(network.fileSha256());
    assertThat(message.getFileSizeBytes()).isEqualTo(network.sizeBytes());
    assertThat(hex(message.getWeightsSha256())).isEqualTo(network.weightsSha256());
    assertThat(message.getName()).isEqualTo(network.name());
    assertThat(message.getMeanList()).isEqualTo(network.mean());
    assertThat(message.getStdList()).isEqualTo(network.std());
    assertThat(message.getLabelsList()).isEqualTo(network.labels());
  }

  @Test
  void theMaskSectionHoldsOneBitPerFilter() throws InvalidProtocolBufferException {
    List<ModuleMask> masks = MaskSection.parseFrom(path.masks()).getModulesList();
    assertThat(masks).hasSize(2);
    assertThat(masks.get(0).getFilters()).isEqualTo(10);
    assertThat(masks.get(0).getBits().toByteArray())
        .isEqualTo(new byte[] {(byte) 0b11101101, 0b10});
    assertThat(masks.get(1)).isEqualTo(ModuleMask.getDefaultInstance());
  }

  @Test
  void theAdapterAndHeadSectionsHoldLittleEndianFloats() throws InvalidProtocolBufferException {
    AdapterSection adapters = AdapterSection.parseFrom(path.adapters());
    AdapterWeights weights = (AdapterWeights) view.modules().get(0).adapter();
    assertThat(adapters.getAdaptersCount()).isEqualTo(2);
    assertThat(adapters.getAdapters(0).getValues().getFp32().toByteArray())
        .isEqualTo(FloatBytes.of(weights.weights(), weights.bias()))
        .startsWith(0, 0, 0x80, 0x3F);
    assertThat(adapters.getAdapters(0).getTuning().getFp32().toByteArray())
        .as("7 gains of kept filters, 10 shifts of all")
        .isEqualTo(
            FloatBytes.of(
                new float[] {0.5f, 1, 2, -1, 1.5f, 1, 3},
                new float[] {0, 0.25f, -1, 0, 0, 0, -0.0f, 4, 0, 1e-20f}));
    assertThat(adapters.getAdapters(1).hasValues()).isFalse();
    assertThat(adapters.getAdapters(1).hasTuning()).isFalse();

    HeadSection head = HeadSection.parseFrom(path.head());
    HeadDelta delta = view.head().orElseThrow();
    assertThat(head.getTemperatureList()).isEqualTo(FloatBytes.list(delta.temperatures()));
    assertThat(head.getDelta().getFp32().toByteArray())
        .isEqualTo(FloatBytes.of(delta.weights(), delta.bias()));
  }

  @Test
  void theProvenanceHoldsHowThePathCameToBe() throws InvalidProtocolBufferException {
    io.lucy.proto.path.v1.Provenance message =
        io.lucy.proto.path.v1.Provenance.parseFrom(path.provenance());
    Provenance provenance = view.provenance();
    assertThat(message.getCreatedBy()).isEqualTo(provenance.createdBy());
    assertThat(hex(message.getDataSha256())).isEqualTo(provenance.dataSha256());
    assertThat(message.getSeed()).isEqualTo(provenance.seed());
    assertThat(message.getOptionsMap()).isEqualTo(provenance.options());
    assertThat(message.getPlatform()).isEqualTo(provenance.platform());
    Provenance.Probe probe = provenance.probe().orElseThrow();
    assertThat(message.getProbe().getSeed()).isEqualTo(probe.seed());
    assertThat(message.getProbe().getLogitsList()).isEqualTo(FloatBytes.list(probe.logits()));
  }

  @Test
  void protobufWritesTheSameBytesInItsDeterministicMode() throws IOException {
    for (int seed = 0; seed < 200; seed++) {
      ClonePath random = ClonePathCodec.encode(ExamplePaths.random(new Random(seed)));
      assertThat(deterministic(IdentitySection.parseFrom(random.identity())))
          .isEqualTo(random.identity());
      assertThat(deterministic(MaskSection.parseFrom(random.masks()))).isEqualTo(random.masks());
      assertThat(deterministic(AdapterSection.parseFrom(random.adapters())))
          .isEqualTo(random.adapters());
      assertThat(deterministic(HeadSection.parseFrom(random.head()))).isEqualTo(random.head());
    }
  }

  private static byte[] deterministic(MessageLite message) throws IOException {
    byte[] bytes = new byte[message.getSerializedSize()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    message.writeTo(out);
    return bytes;
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  private static int[] ints(List<Integer> list) {
    return Arrays.stream(list.toArray(new Integer[0])).mapToInt(i -> i).toArray();
  }
}
