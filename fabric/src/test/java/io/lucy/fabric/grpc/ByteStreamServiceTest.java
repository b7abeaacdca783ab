package io.lucy.fabric.grpc;

import static io.lucy.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.bytestream.ByteStreamGrpc;
import com.google.bytestream.ByteStreamGrpc.ByteStreamBlockingStub;
import com.google.bytestream.QueryWriteStatusRequest;
import com.google.bytestream.QueryWriteStatusResponse;
import com.google.bytestream.ReadRequest;
import com.google.bytestream.WriteRequest;
import com.google.protobuf.ByteString;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.Sha256;
import io.lucy.fabric.blob.BlobId;
import io.lucy.fabric.blob.BlobNames;
import io.lucy.fabric.blob.BlobQuota;
import io.lucy.fabric.blob.FolderBlobStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteStreamServiceTest {
  private static final byte[] DIGITS = "0123456789".getBytes(US_ASCII);
  private static final BlobId BLOB = new BlobId(Sha256.hex(DIGITS), DIGITS.length);
  private static final String UPLOAD = BlobNames.upload("u1", BLOB);
  private static final long MEBIBYTE = 1 << 20;

  @TempDir Path folder;
  private final Map<String, Contents> resources = new ConcurrentHashMap<>();
  private final ExecutorService executor = Executors.newFixedThreadPool(2);
  private FolderBlobStore store;
  private Server server;
  private ManagedChannel channel;
  private ByteStreamBlockingStub client;

  @BeforeEach
  void start() throws Exception {
    store = new FolderBlobStore(folder, BlobQuota.UNLIMITED);
    ByteStreamService service =
        new ByteStreamService(
            name ->
                Optional.ofNullable(resources.get(name))
                    .orElseThrow(() -> new LucyException(Reason.NOT_FOUND, "no resource " + name)),
            name -> BlobNames.parseUpload(name, store),
            executor);
    server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(ServerInterceptors.intercept(service, new ErrorInterceptor()))
            .build()
            .start();
    channel = Channels.to("127.0.0.1:" + server.getPort());
    client = ByteStreamGrpc.newBlockingStub(channel);
    resources.put("digits", Contents.of(DIGITS));
  }

  @AfterEach
  void stop() throws Exception {
    channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    executor.shutdownNow();
  }

  private String read(String name, long offset, long limit) {
    StringBuilder text = new StringBuilder();
    client
        .read(
            ReadRequest.newBuilder()
                .setResourceName(name)
                .setReadOffset(offset)
                .setReadLimit(limit)
                .build())
        .forEachRemaining(piece -> text.append(piece.getData().toStringUtf8()));
    return text.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0123456789",
    "3, 0, 3456789",
    "3, 4, 3456",
    "8, 4, 89",
    "9, 0, 9",
    "10, 0, ''",
    "0, 99, 0123456789"
  })
  void readsFromAnyOffsetUpToALimit(long offset, long limit, String expected) throws Exception {
    resources.put("file", Contents.of(Files.write(folder.resolve("file"), DIGITS)));

    assertThat(read("digits", offset, limit)).isEqualTo(expected);
    assertThat(read("file", offset, limit)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"-1", "11", "9223372036854775807"})
  void refusesOffsetsOutsideOfTheResource(long offset) {
    assertRefused(() -> read("digits", offset, 0), Status.Code.OUT_OF_RANGE, offset, 10);
  }

  @Test
  void refusesANegativeLimit() {
    assertRefused(() -> read("digits", 0, -1), Status.Code.INVALID_ARGUMENT, -1);
  }

  @Test
  void saysThatAResourceIsUnknown() {
    assertRefused(() -> read("unknown", 0, 0), Status.Code.NOT_FOUND, "unknown");
  }

  @Test
  void saysThatAFileIsGone() {
    assertThatThrownBy(() -> Contents.of(folder.resolve("gone")))
        .isInstanceOfSatisfying(
            LucyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND));
  }

  @Test
  void aFileThatShrinksWhileItIsSentIsAFailure() throws Exception {
    Path file = Files.write(folder.resolve("file"), DIGITS);
    resources.put("file", Contents.of(file));
    Files.write(file, new byte[4]);

    assertRefused(() -> read("file", 0, 0), Status.Code.UNAVAILABLE, "6 bytes too early");
  }

  @Test
  void aClientThatStopsReadingCostsLittleAndGetsTheRestLater() {
    MeasuredContents huge = new MeasuredContents(256 * MEBIBYTE);
    resources.put("huge", huge);
    SlowReader reader = SlowReader.read(channel, "huge");
    reader.request(1);
    eventually(() -> assertThat(reader.received()).isPositive());
    long taken = huge.takenWhenQuiet();

    assertThat(taken).as("bytes read for a client that took one piece").isLessThan(8 * MEBIBYTE);
    assertThat(reader.received()).isLessThanOrEqualTo(MEBIBYTE);
    reader.request(Integer.MAX_VALUE);
    eventually(() -> assertThat(reader.isCompleted()).isTrue());
    assertThat(reader.received()).isEqualTo(256 * MEBIBYTE);
    assertThat(huge.open()).isZero();
  }

  @Test
  void clientsThatStopReadingDoNotKeepOthersWaiting() {
    resources.put("huge", new MeasuredContents(256 * MEBIBYTE));
    for (int i = 0; i < 10; i++) {
      SlowReader.read(channel, "huge").request(1);
    }

    assertThat(read("digits", 0, 0)).isEqualTo("0123456789");
  }

  @Test
  void closesWhatAClientThatVanishedWasReading() {
    MeasuredContents huge = new MeasuredContents(256 * MEBIBYTE);
    resources.put("huge", huge);
    SlowReader reader = SlowReader.read(channel, "huge");
    reader.request(1);
    eventually(() -> assertThat(huge.open()).isEqualTo(1));
    channel.shutdownNow();

    eventually(() -> assertThat(huge.open()).isZero());
  }

  @Test
  void aDeadlineThatPassesLeavesNothingOpen() {
    MeasuredContents huge = new MeasuredContents(256 * MEBIBYTE);
    resources.put("huge", huge);
    ByteStreamBlockingStub hurried = client.withDeadlineAfter(1, TimeUnit.MILLISECONDS);
    ReadRequest request = ReadRequest.newBuilder().setResourceName("huge").build();

    assertRefused(
        () -> hurried.read(request).forEachRemaining(piece -> {}), Status.Code.DEADLINE_EXCEEDED);
    eventually(() -> assertThat(huge.open()).isZero());
  }

  @Test
  void keepsAWriteAndTellsHowFarItIs() throws Exception {
    assertRefused(this::status, Status.Code.NOT_FOUND, UPLOAD);
    assertThat(write(piece(0, "0123", false)).committedSize()).isEqualTo(4);
    assertThat(status())
        .isEqualTo(QueryWriteStatusResponse.newBuilder().setCommittedSize(4).build());
    assertThat(write(piece(4, "45", false), later(6, "6789", true)).committedSize()).isEqualTo(10);

    assertThat(status())
        .isEqualTo(
            QueryWriteStatusResponse.newBuilder().setCommittedSize(10).setComplete(true).build());
    assertThat(Files.readAllBytes(store.file(BLOB))).isEqualTo(DIGITS);
  }

  @Test
  void answersAtOnceIfTheBlobIsHere() throws Exception {
    assertThat(write(piece(0, "0123456789", true)).committedSize()).isEqualTo(10);

    assertThat(write(piece(0, "0123", false)).committedSize()).isEqualTo(10);
  }

  @ParameterizedTest
  @CsvSource({"-1", "3", "5", "9223372036854775807"})
  void refusesToWriteElsewhereThanWhereItStopped(long offset) throws Exception {
    assertThat(write(piece(0, "0123", false)).committedSize()).isEqualTo(4);

    assertRefused(
        () -> write(piece(offset, "4", false)).committedSize(),
        Status.Code.OUT_OF_RANGE,
        offset,
        4);
    assertThat(status().getCommittedSize()).isEqualTo(4);
  }

  @Test
  void refusesAnotherNameInTheMiddle() {
    WriteRequest other =
        later(4, "4", false).toBuilder().setResourceName(BlobNames.upload("u2", BLOB)).build();

    assertRefused(
        () -> write(piece(0, "0123", false), other).committedSize(),
        Status.Code.INVALID_ARGUMENT,
        "u1",
        "u2");
  }

  @Test
  void refusesNamesThatAreNone() {
    for (String name : List.of("", "blobs/x", "uploads/u1/blobs/" + BLOB.sha256() + "/-1")) {
      WriteRequest request = piece(0, "0", false).toBuilder().setResourceName(name).build();
      assertRefused(
          () -> write(request).committedSize(), Status.Code.INVALID_ARGUMENT, "'" + name + "'");
    }
  }

  @Test
  void refusesAWriteWithoutAMessage() {
    assertRefused(() -> write().committedSize(), Status.Code.INVALID_ARGUMENT, "resource_name");
  }

  @Test
  void refusesOtherBytesAndKeepsNothing() {
    assertRefused(
        () -> write(piece(0, "9876543210", true)).committedSize(),
        Status.Code.DATA_LOSS,
        BLOB.sha256());
    assertRefused(this::status, Status.Code.NOT_FOUND, UPLOAD);
  }

  private QueryWriteStatusResponse status() {
    return client.queryWriteStatus(
        QueryWriteStatusRequest.newBuilder().setResourceName(UPLOAD).build());
  }

  private WriteOutcome write(WriteRequest... requests) {
    return WriteOutcome.of(channel, requests);
  }

  private static WriteRequest piece(long offset, String text, boolean last) {
    return later(offset, text, last).toBuilder().setResourceName(UPLOAD).build();
  }

  private static WriteRequest later(long offset, String text, boolean last) {
    return WriteRequest.newBuilder()
        .setWriteOffset(offset)
        .setData(ByteString.copyFromUtf8(text))
        .setFinishWrite(last)
        .build();
  }

  private static void assertRefused(Runnable call, Status.Code code, Object... values) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).as(e.getMessage()).isEqualTo(code);
              for (Object value : values) {
                assertThat(e.getMessage()).contains(value.toString());
              }
            });
  }
}
