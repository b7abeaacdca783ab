package io.lucy.fabric.blob;

import static io.lucy.fabric.blob.Blobs.id;
import static io.lucy.fabric.blob.Blobs.put;
import static io.lucy.fabric.blob.Blobs.random;
import static io.lucy.fabric.blob.Blobs.read;
import static io.lucy.fabric.blob.Blobs.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.ServerInterceptor;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.fabric.UnavailableException;
import io.lucy.fabric.grpc.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteBlobStoreTest extends BlobStoreContract {
  private static final int PIECE = 256 << 10;
  private static final long CACHE_BYTES = 64 << 20;

  private FolderBlobStore served;
  private BlobServer server;
  private ManagedChannel channel;

  @Override
  protected BlobStore open() throws Exception {
    served = new FolderBlobStore(folder.resolve("server"), BlobQuota.UNLIMITED);
    return serve();
  }

  /** A client, with a cache of its own, of a server that has these faults. */
  private BlobStore serve(ServerInterceptor... faults) throws Exception {
    if (server != null) {
      close();
    }
    server = new BlobServer(served, 0, faults);
    return connect(server.port());
  }

  private BlobStore connect(int port) {
    channel = Channels.to("127.0.0.1:" + port);
    return new RemoteBlobStore(channel, new BlobCache(folder.resolve("cache"), CACHE_BYTES));
  }

  @Override
  protected void close() throws Exception {
    channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    server.close();
  }

  @Override
  protected List<String> keptFiles() {
    return Blobs.files(folder.resolve("server"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void resumesAnUploadThatBreaksAfterAnyPiece(int pieces) throws Exception {
    byte[] bytes = random(pieces, 4 * PIECE + 7);
    BrokenCalls faults = new BrokenCalls(pieces, 1);
    BlobStore remote = serve(faults);
    remote.put(id(bytes), source(bytes));

    assertThat(read(served, id(bytes))).isEqualTo(bytes);
    assertThat(faults.streams()).isEqualTo(2);
    assertThat(keptFiles()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void resumesADownloadThatBreaksAfterAnyPiece(int pieces) throws Exception {
    byte[] bytes = random(pieces, 4 * PIECE + 7);
    put(served, bytes);
    BrokenCalls faults = new BrokenCalls(pieces, 1);
    BlobStore remote = serve(faults);

    assertThat(read(remote, id(bytes))).isEqualTo(bytes);
    assertThat(faults.streams()).isEqualTo(2);
    assertThat(faults.passed()).as("pieces sent").isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 300_000, 2_000_000})
  void goesOnAfterConnectionsThatBreakAnywhere(int bytesUntilItBreaks) throws Exception {
    byte[] bytes = random(bytesUntilItBreaks, 3_000_000);
    try (BreakingProxy proxy = new BreakingProxy(server.port(), bytesUntilItBreaks, 2)) {
      channel.shutdownNow();
      BlobStore remote = connect(proxy.port());
      remote.put(id(bytes), source(bytes));
      assertThat(read(served, id(bytes))).isEqualTo(bytes);

      assertThat(read(remote, id(bytes))).isEqualTo(bytes);
      assertThat(proxy.broken()).isEqualTo(2);
    }
  }

  @Test
  void goesOnAsLongAsThereIsProgress() throws Exception {
    byte[] bytes = random(1, 12 * PIECE);
    BlobStore remote = serve(new BrokenCalls(1, Integer.MAX_VALUE));
    remote.put(id(bytes), source(bytes));

    assertThat(read(remote, id(bytes))).isEqualTo(bytes);
  }

  @Test
  void givesUpWithoutProgress() throws Exception {
    byte[] bytes = random(1, PIECE);
    put(served, bytes);
    BlobStore remote = serve(new BrokenCalls(0, Integer.MAX_VALUE));

    assertThatThrownBy(() -> remote.file(id(bytes)))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(id(bytes).toString())
        .hasMessageContaining("broken on purpose");
  }

  @Test
  void saysThatNoServerAnswers() throws Exception {
    server.close();

    assertThatThrownBy(() -> store.missing(List.of(id(random(1, 5)))))
        .isInstanceOf(UnavailableException.class);
    assertThatThrownBy(() -> put(store, random(1, 5))).isInstanceOf(UnavailableException.class);
    assertThatThrownBy(() -> store.file(id(random(1, 5)))).isInstanceOf(UnavailableException.class);
  }

  @Test
  void waitsForAServerThatIsBackSoon() throws Exception {
    byte[] bytes = random(1, 40 * PIECE);
    put(served, bytes);
    int port = server.port();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      server.close();
      Future<byte[]> reading = thread.submit(() -> read(store, id(bytes)));
      server = new BlobServer(served, port);

      assertThat(reading.get(30, TimeUnit.SECONDS)).isEqualTo(bytes);
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void readsFromTheCacheWhatWasReadBefore() throws Exception {
    BlobId blob = put(store, random(1, 1000));
    read(store, blob);
    server.close();

    assertThat(read(store, blob)).isEqualTo(random(1, 1000));
  }

  @Test
  void refusesWhatAServerWithADamagedDiskSends() throws Exception {
    byte[] bytes = random(1, 1000);
    BlobId blob = put(store, bytes);
    bytes[500]++;
    Files.write(served.file(blob), bytes);

    assertThatThrownBy(() -> store.file(blob))
        .isInstanceOfSatisfying(
            LucyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DIGEST_MISMATCH));
    assertThat(Blobs.files(folder.resolve("cache"))).isEmpty();
  }

  @Test
  void tellsARefusalOfTheServerAsItIs() throws Exception {
    served =
        new FolderBlobStore(
            folder.resolve("full"),
            blob -> {
              throw new LucyException(Reason.STORAGE_FAILED, "quota of 10 bytes");
            });
    BlobStore remote = serve();

    assertThatThrownBy(() -> put(remote, random(1, 1000)))
        .isInstanceOfSatisfying(
            LucyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.STORAGE_FAILED))
        .hasMessage("quota of 10 bytes");
  }

  @Test
  void isInterruptible() throws Exception {
    byte[] bytes = random(1, PIECE);
    put(served, bytes);
    BlobStore remote = serve(new BrokenCalls(0, Integer.MAX_VALUE));
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> remote.file(id(bytes))).isInstanceOf(UnavailableException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void leavesACacheThatIsAFileAlone() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> new BlobCache(file, CACHE_BYTES))
        .isInstanceOf(LucyException.class)
        .hasMessageContaining(file.toString());
  }
}
