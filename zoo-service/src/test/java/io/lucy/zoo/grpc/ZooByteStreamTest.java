package io.lucy.zoo.grpc;

import static io.lucy.zoo.grpc.InferenceEndpointTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.bytestream.ByteStreamGrpc;
import com.google.bytestream.QueryWriteStatusRequest;
import com.google.bytestream.ReadRequest;
import com.google.bytestream.ReadResponse;
import com.google.protobuf.ByteString;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.lucy.engine.compose.Assembly;
import io.lucy.engine.graph.OnnxWriter;
import io.lucy.engine.io.Sha256;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.zoo.DemoClones;
import io.lucy.zoo.DemoZoo;
import io.lucy.zoo.inference.ServingLimits;
import java.nio.file.Path;
import java.util.Iterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooByteStreamTest {
  private static final String LENET = DemoClones.TARGET;
  private static final byte[] MODEL = DemoZoo.bytes(LENET);
  private static final String NAME = "networks/" + Sha256.hex(MODEL);

  @TempDir private Path folder;
  private ServedZoo served;
  private ByteStreamGrpc.ByteStreamBlockingStub stub;
  private ManagedChannel slow;

  @BeforeEach
  void serve() {
    served = new ServedZoo(folder, ServingLimits.DEFAULT, LENET, DemoClones.SOURCE);
    stub = ByteStreamGrpc.newBlockingStub(served.channel);
  }

  @AfterEach
  void close() {
    if (slow != null) {
      slow.shutdownNow();
    }
    served.close();
  }

  @Test
  void readsANetworkByItsDigest() {
    assertThat(read(NAME, 0, 0).toByteArray()).isEqualTo(MODEL);
  }

  @Test
  void resumesAtAnyOffset() {
    ByteString whole = ByteString.copyFrom(MODEL);
    for (int offset : new int[] {1, 65_535, 65_536, 65_537, MODEL.length - 1, MODEL.length}) {
      assertThat(read(NAME, offset, 0)).as("from " + offset).isEqualTo(whole.substring(offset));
    }
    assertThat(read(NAME, 100, 1000)).isEqualTo(whole.substring(100, 1100));
    assertThat(read(NAME, MODEL.length - 5, 1000)).isEqualTo(whole.substring(MODEL.length - 5));
  }

  @Test
  void readsACloneAsOneOnnxFile() {
    served.catalog.handle(DemoClones.record(ServedZoo.OWNER, "digits", DemoClones.MASKED));
    byte[] expected =
        OnnxWriter.bytes(
            Assembly.of(ClonePathCodec.decode(DemoClones.MASKED), DemoClones.NETWORKS::resolve));
    String name = "assemblies/" + DemoClones.MASKED.id();

    assertThat(read(name, 0, 0).toByteArray()).isEqualTo(expected);
    assertThat(read(name, 77, 0)).isEqualTo(ByteString.copyFrom(expected).substring(77));
  }

  @Test
  void readsACloneThatIsItsTargetAsTheTargetsFile() {
    served.catalog.handle(DemoClones.record(ServedZoo.OWNER, "same", DemoClones.ITSELF));
    assertThat(read("assemblies/" + DemoClones.ITSELF.id(), 0, 0).toByteArray()).isEqualTo(MODEL);
  }

  @Test
  void refusesOffsetsAndLimitsThatCannotBe() {
    refused(() -> read(NAME, -1, 0), Status.Code.OUT_OF_RANGE, "-1");
    refused(() -> read(NAME, MODEL.length + 1, 0), Status.Code.OUT_OF_RANGE, "" + MODEL.length);
    refused(() -> read(NAME, Long.MAX_VALUE, 0), Status.Code.OUT_OF_RANGE, "expected");
    refused(() -> read(NAME, 0, -1), Status.Code.INVALID_ARGUMENT, "read_limit");
  }

  @Test
  void refusesNamesOfNothing() {
    String zeros = "0".repeat(64);
    refused(() -> read("networks/" + zeros, 0, 0), Status.Code.NOT_FOUND, zeros);
    refused(() -> read("assemblies/" + zeros, 0, 0), Status.Code.NOT_FOUND, zeros);
    for (String name :
        new String[] {"", "networks/", "networks/../" + zeros, "/etc/passwd", NAME + "/"}) {
      refused(() -> read(name, 0, 0), Status.Code.NOT_FOUND, "expected: networks/SHA256");
    }
  }

  @Test
  void givesNoByteOfAFileThatWasChanged() {
    assertThat(served.zoo.network(LENET).obstacles()).isEmpty();
    DemoZoo.replace(DemoZoo.model(folder, LENET), DemoZoo.bytes("mnist-even-vgg"));
    refused(() -> read(NAME, 0, 0), Status.Code.DATA_LOSS, Sha256.hex(MODEL));
    refused(() -> read(NAME, 50, 0), Status.Code.DATA_LOSS, Sha256.hex(MODEL));
  }

  @Test
  void tellsThatAFileChangedWhileItWasRead() {
    String name = "networks/" + Sha256.hex(DemoZoo.bytes("fashion-tops-resnet"));
    DemoZoo.copy(folder, "fashion-tops-resnet");
    DemoZoo.await("the large network", () -> isThere(name));
    // The file is more than this connection takes at once: the server cannot be done.
    slow = served.connect(1 << 16);
    Iterator<ReadResponse> chunks =
        ByteStreamGrpc.newBlockingStub(slow)
            .read(ReadRequest.newBuilder().setResourceName(name).build());
    assertThat(chunks.next().getData().size()).isPositive();
    DemoZoo.replace(DemoZoo.model(folder, "fashion-tops-resnet"), MODEL);
    refused(() -> chunks.forEachRemaining(chunk -> {}), Status.Code.DATA_LOSS, "changed while");
  }

  @Test
  void stopsForAClientThatGoes() {
    Context.CancellableContext call = Context.current().withCancellation();
    call.run(
        () -> {
          Iterator<ReadResponse> chunks =
              stub.read(ReadRequest.newBuilder().setResourceName(NAME).build());
          assertThat(chunks.hasNext()).isTrue();
        });
    call.cancel(null);
    assertThat(read(NAME, 0, 0).size()).isEqualTo(MODEL.length);
  }

  @Test
  void writesNothing() {
    refused(
        () ->
            stub.queryWriteStatus(
                QueryWriteStatusRequest.newBuilder().setResourceName(NAME).build()),
        Status.Code.UNIMPLEMENTED,
        "");
  }

  private boolean isThere(String name) {
    try {
      return !read(name, 0, 1).isEmpty();
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
      return false;
    }
  }

  private ByteString read(String name, long offset, long limit) {
    ByteString all = ByteString.EMPTY;
    Iterator<ReadResponse> chunks =
        stub.read(
            ReadRequest.newBuilder()
                .setResourceName(name)
                .setReadOffset(offset)
                .setReadLimit(limit)
                .build());
    while (chunks.hasNext()) {
      all = all.concat(chunks.next().getData());
    }
    return all;
  }
}
