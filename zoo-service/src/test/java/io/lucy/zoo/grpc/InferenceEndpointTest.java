package io.lucy.zoo.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.lucy.engine.compose.Assembly;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.Normalisation;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.OnnxReader;
import io.lucy.engine.path.ClonePath;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.engine.path.ClonePathView;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.runtime.Forward;
import io.lucy.proto.inference.GRPCInferenceServiceGrpc;
import io.lucy.proto.inference.InferParameter;
import io.lucy.proto.inference.InferTensorContents;
import io.lucy.proto.inference.ModelConfig;
import io.lucy.proto.inference.ModelConfigRequest;
import io.lucy.proto.inference.ModelInferRequest;
import io.lucy.proto.inference.ModelInferResponse;
import io.lucy.proto.inference.ModelMetadataRequest;
import io.lucy.proto.inference.ModelMetadataResponse;
import io.lucy.proto.inference.ModelReadyRequest;
import io.lucy.proto.inference.ModelStatistics;
import io.lucy.proto.inference.ModelStatisticsRequest;
import io.lucy.proto.inference.RepositoryIndexRequest;
import io.lucy.proto.inference.RepositoryIndexResponse.ModelIndex;
import io.lucy.proto.inference.RepositoryModelLoadRequest;
import io.lucy.proto.inference.RepositoryModelUnloadRequest;
import io.lucy.proto.inference.ServerLiveRequest;
import io.lucy.proto.inference.ServerMetadataRequest;
import io.lucy.proto.inference.ServerReadyRequest;
import io.lucy.zoo.DemoClones;
import io.lucy.zoo.DemoZoo;
import io.lucy.zoo.inference.ServingLimits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InferenceEndpointTest {
  private static final Dataset IMAGES = DemoZoo.data("mnist-test");
  private static final String LENET = DemoClones.TARGET;
  private static final String MOBILENET = DemoClones.SOURCE;

  @TempDir private Path folder;
  private ServedZoo served;
  private GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub stub;

  @BeforeEach
  void serve() {
    served = new ServedZoo(folder, ServingLimits.DEFAULT, LENET, MOBILENET);
    stub = GRPCInferenceServiceGrpc.newBlockingStub(served.channel);
  }

  @AfterEach
  void close() {
    served.close();
  }

  @Test
  void answersForANetworkExactlyAsTheEngineDoes() {
    for (String name : List.of(LENET, MOBILENET)) {
      KnownNetwork network = DemoClones.NETWORKS.load(name);
      Graph graph = OnnxReader.read(DemoZoo.bytes(name));
      for (int samples : new int[] {1, 5, 64, 70}) {
        ModelInferResponse response = stub.modelInfer(Requests.raw(name, IMAGES, samples));
        assertThat(Requests.logits(response))
            .as(name + ", " + samples + " images")
            .isEqualTo(forward(graph, network.normalisation(), samples));
        assertThat(response.getOutputs(0).getShapeList()).containsExactly((long) samples, 5L);
      }
    }
  }

  @Test
  void answersForACloneExactlyAsItsAssemblyDoes() {
    ClonePath path = DemoClones.MASKED;
    served.catalog.handle(DemoClones.record(ServedZoo.OWNER, "digits", path));
    ClonePathView view = ClonePathCodec.decode(path);
    Graph graph = Assembly.of(view, DemoClones.NETWORKS::resolve);
    float[] expected = forward(graph, DemoClones.NETWORKS.load(LENET).normalisation(), 20);

    for (String name : List.of("digits", path.id())) {
      ModelInferResponse response = stub.modelInfer(Requests.raw(name, IMAGES, 20));
      assertThat(Requests.logits(response)).as(name).isEqualTo(expected);
      assertThat(response.getModelName()).isEqualTo(name);
      assertThat(response.getModelVersion()).isEqualTo("1");
      assertThat(response.getOutputs(0).getShapeList()).containsExactly(20L, 4L);
    }
  }

  @Test
  void takesPixelsAsBytesAsFloatsAndNormalisedByTheClient() {
    KnownNetwork network = DemoClones.NETWORKS.load(LENET);
    float[] expected = Requests.logits(stub.modelInfer(Requests.raw(LENET, IMAGES, 3)));
    float[] pixels = Requests.floats(IMAGES, 3);
    FloatBuffer normalised = FloatBuffer.allocate(pixels.length);
    for (int i = 0; i < 3; i++) {
      IMAGES.copyPixels(i, network.normalisation(), normalised);
    }
    InferTensorContents.Builder bytes = InferTensorContents.newBuilder();
    InferTensorContents.Builder floats = InferTensorContents.newBuilder();
    for (float pixel : pixels) {
      bytes.addUintContents((int) pixel);
      floats.addFp32Contents(pixel);
    }
    List<ModelInferRequest> all =
        List.of(
            Requests.typed(LENET, "image", "UINT8", 3, bytes.build()),
            Requests.typed(LENET, "image", "FP32", 3, floats.build()),
            Requests.of(LENET, "image", "FP32", 3, Requests.littleEndian(pixels)),
            Requests.of(LENET, "input", "FP32", 3, Requests.littleEndian(normalised.array())));
    for (ModelInferRequest request : all) {
      assertThat(Requests.logits(stub.modelInfer(request)))
          .as(request.getInputs(0).getName() + " " + request.getInputs(0).getDatatype())
          .isEqualTo(expected);
    }
  }

  @Test
  void answersWithTheLargestClassesAsText() {
    float[] logits = Requests.logits(stub.modelInfer(Requests.raw(LENET, IMAGES, 1)));
    ModelInferRequest.Builder request = Requests.raw(LENET, IMAGES, 1).toBuilder();
    request
        .addOutputsBuilder()
        .setName("logits")
        .putParameters("classification", InferParameter.newBuilder().setInt64Param(2).build());
    ModelInferResponse response = stub.modelInfer(request.build());

    assertThat(response.getOutputs(0).getDatatype()).isEqualTo("BYTES");
    assertThat(response.getOutputs(0).getShapeList()).containsExactly(1L, 2L);
    ByteBuffer raw =
        response.getRawOutputContents(0).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    byte[] first = new byte[raw.getInt()];
    raw.get(first);
    int best = 0;
    for (int k = 1; k < logits.length; k++) {
      best = logits[k] > logits[best] ? k : best;
    }
    assertThat(new String(first, StandardCharsets.UTF_8))
        .isEqualTo(String.format("%f:%d:%d", logits[best], best, best));
  }

  @Test
  void echoesTheIdOfARequest() {
    ModelInferRequest request =
        Requests.raw(LENET, IMAGES, 1).toBuilder().setId("my own").setModelVersion("1").build();
    assertThat(stub.modelInfer(request).getId()).isEqualTo("my own");
  }

  @Test
  void describesItsModels() {
    ModelMetadataResponse metadata =
        stub.modelMetadata(ModelMetadataRequest.newBuilder().setName(LENET).build());
    assertThat(metadata.getVersionsList()).containsExactly("1");
    assertThat(metadata.getInputs(0).getName()).isEqualTo("image");
    assertThat(metadata.getInputs(0).getDatatype()).isEqualTo("UINT8");
    assertThat(metadata.getInputs(0).getShapeList()).containsExactly(-1L, 1L, 28L, 28L);
    assertThat(metadata.getOutputs(0).getShapeList()).containsExactly(-1L, 5L);

    ModelConfig config =
        stub.modelConfig(ModelConfigRequest.newBuilder().setName(LENET).build()).getConfig();
    assertThat(config.getInput(0).getDimsList()).containsExactly(1L, 28L, 28L);
    assertThat(config.getMaxBatchSize()).isEqualTo(ServingLimits.DEFAULT.maxBatch());
    assertThat(config.getParametersMap().get("labels").getStringValue()).isEqualTo("0\n1\n2\n3\n4");
    assertThat(stub.serverMetadata(ServerMetadataRequest.getDefaultInstance()).getName())
        .isEqualTo("lucy");
    assertThat(stub.serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
  }

  @Test
  void isReadyWhenAllClonesThatAreKeptAreKnown() {
    assertThat(stub.serverReady(ServerReadyRequest.getDefaultInstance()).getReady()).isFalse();
    served.catalog.caughtUp();
    assertThat(stub.serverReady(ServerReadyRequest.getDefaultInstance()).getReady()).isTrue();
  }

  @Test
  void servesACloneAsSoonAsItsNetworksAreThere() {
    DemoZoo.remove(folder, MOBILENET);
    served.catalog.handle(DemoClones.record(ServedZoo.OWNER, "digits", DemoClones.MASKED));
    DemoZoo.await("the removal", () -> index("digits").getState().equals("UNAVAILABLE"));

    ModelIndex unavailable = index("digits");
    assertThat(unavailable.getReason()).contains("PATH_UNRESOLVED").contains(MOBILENET);
    refused(
        () -> stub.modelInfer(Requests.raw("digits", IMAGES, 1)),
        Status.Code.FAILED_PRECONDITION,
        MOBILENET);
    assertThat(isReady("digits")).isFalse();

    DemoZoo.copy(folder, MOBILENET);
    DemoZoo.await("the network", () -> index("digits").getState().equals("READY"));
    assertThat(index("digits").getState()).isEqualTo("READY");
    assertThat(stub.modelInfer(Requests.raw("digits", IMAGES, 1)).getOutputsCount()).isEqualTo(1);
  }

  @Test
  void forgetsACloneWithItsTombstone() {
    served.catalog.handle(DemoClones.record(ServedZoo.OWNER, "digits", DemoClones.MASKED));
    assertThat(isReady("digits")).isTrue();
    served.catalog.handle(DemoClones.tombstone(ServedZoo.OWNER, DemoClones.MASKED));
    assertThat(isReady("digits")).isFalse();
    refused(
        () -> stub.modelInfer(Requests.raw("digits", IMAGES, 1)), Status.Code.NOT_FOUND, "digits");
  }

  @Test
  void servesNobodyAnotherOwnersClones() {
    served.catalog.handle(DemoClones.record("someone else", "digits", DemoClones.MASKED));
    assertThat(isReady("digits")).isFalse();
    assertThat(isReady(DemoClones.MASKED.id())).isFalse();
  }

  @Test
  void asksForThePathIdWhenTwoClonesHaveOneName() {
    served.catalog.handle(DemoClones.record(ServedZoo.OWNER, "c", DemoClones.MASKED));
    served.catalog.handle(DemoClones.record(ServedZoo.OWNER, "c", DemoClones.ITSELF));
    refused(
        () -> stub.modelInfer(Requests.raw("c", IMAGES, 1)),
        Status.Code.NOT_FOUND,
        DemoClones.MASKED.id());
    assertThat(index(DemoClones.ITSELF.id()).getState()).isEqualTo("READY");
    assertThat(Requests.logits(stub.modelInfer(Requests.raw(DemoClones.ITSELF.id(), IMAGES, 4))))
        .isEqualTo(Requests.logits(stub.modelInfer(Requests.raw(LENET, IMAGES, 4))));
  }

  @Test
  void listsADamagedPathWithWhatIsWrong() {
    ClonePath skeleton = DemoClones.MASKED.skeleton();
    served.catalog.handle(DemoClones.record(ServedZoo.OWNER, "bare", skeleton));
    assertThat(index("bare").getReason()).contains("repair");
    served.catalog.handle(
        new io.lucy.fabric.log.LogRecord("k", new byte[] {1, 2, 3}, java.util.Map.of()));
    assertThat(served.catalog.size()).isEqualTo(1);
  }

  @Test
  void saysWhichModelsAndVersionsThereAreNot() {
    refused(() -> stub.modelInfer(Requests.raw("gone", IMAGES, 1)), Status.Code.NOT_FOUND, "gone");
    ModelInferRequest request =
        Requests.raw(LENET, IMAGES, 1).toBuilder().setModelVersion("7").build();
    refused(() -> stub.modelInfer(request), Status.Code.NOT_FOUND, LENET + "/7");
    assertThat(isReady("gone")).isFalse();
  }

  @Test
  void doesNotAnswerForANetworkThatWasChanged() {
    assertThat(isReady(LENET)).isTrue();
    assertThat(stub.modelInfer(Requests.raw(LENET, IMAGES, 1)).getOutputsCount()).isEqualTo(1);
    DemoZoo.replace(DemoZoo.model(folder, LENET), DemoZoo.bytes("mnist-even-vgg"));
    DemoZoo.await("the change", () -> !isReady(LENET));
    refused(
        () -> stub.modelInfer(Requests.raw(LENET, IMAGES, 1)), Status.Code.DATA_LOSS, "expected");
    assertThat(index(LENET).getState()).isEqualTo("UNAVAILABLE");
  }

  @Test
  void countsWhatModelsDo() {
    var unused = stub.modelInfer(Requests.raw(LENET, IMAGES, 3));
    unused = stub.modelInfer(Requests.raw(LENET, IMAGES, 4));
    ModelStatistics statistics =
        stub.modelStatistics(ModelStatisticsRequest.newBuilder().setName(LENET).build())
            .getModelStats(0);
    assertThat(statistics.getInferenceCount()).isEqualTo(7);
    assertThat(statistics.getInferenceStats().getSuccess().getCount()).isEqualTo(2);
    assertThat(statistics.getInferenceStats().getComputeInfer().getNs()).isPositive();
    assertThat(
            stub.modelStatistics(ModelStatisticsRequest.getDefaultInstance()).getModelStatsCount())
        .isEqualTo(1);
  }

  @Test
  void loadsNothingThatIsThereAndUnloadsNothing() {
    var unused =
        stub.repositoryModelLoad(
            RepositoryModelLoadRequest.newBuilder().setModelName(LENET).build());
    unused =
        stub.repositoryModelLoad(
            RepositoryModelLoadRequest.newBuilder().setRepositoryName(LENET).build());
    refused(
        () ->
            stub.repositoryModelLoad(
                RepositoryModelLoadRequest.newBuilder().setModelName("gone").build()),
        Status.Code.NOT_FOUND,
        "gone");
    refused(
        () ->
            stub.repositoryModelUnload(
                RepositoryModelUnloadRequest.newBuilder().setModelName(LENET).build()),
        Status.Code.UNIMPLEMENTED,
        LENET);
  }

  private boolean isReady(String name) {
    return stub.modelReady(ModelReadyRequest.newBuilder().setName(name).build()).getReady();
  }

  private ModelIndex index(String name) {
    return stub
        .repositoryIndex(RepositoryIndexRequest.getDefaultInstance())
        .getModelsList()
        .stream()
        .filter(model -> model.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("not listed: " + name));
  }

  private static float[] forward(Graph graph, Normalisation normalisation, int samples) {
    return Forward.run(
            graph,
            (sample, target) -> IMAGES.copyPixels(sample, normalisation, target),
            samples,
            Cancellation.never())
        .get(graph.output().name());
  }

  static void refused(ThrowingCallable call, Status.Code code, String part) {
    assertThatThrownBy(call)
        .asInstanceOf(type(StatusRuntimeException.class))
        .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(code))
        .satisfies(e -> assertThat(e.getStatus().getDescription()).contains(part));
  }
}
