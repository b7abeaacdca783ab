package io.lucy.fabric.blob;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.stub.StreamObserver;
import io.lucy.fabric.grpc.ByteStreamService;
import io.lucy.fabric.grpc.Contents;
import io.lucy.fabric.grpc.ErrorInterceptor;
import io.lucy.proto.common.v1.Digest;
import io.lucy.proto.transfer.v1.BlobServiceGrpc;
import io.lucy.proto.transfer.v1.FindMissingBlobsRequest;
import io.lucy.proto.transfer.v1.FindMissingBlobsResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** What transfer-service does with blobs, on a port of the loopback address. */
final class BlobServer implements AutoCloseable {
  private final ExecutorService executor = Executors.newFixedThreadPool(4);
  private final Server server;

  /**
   * @param faults see and disturb every call
   */
  BlobServer(FolderBlobStore store, int port, ServerInterceptor... faults) throws IOException {
    ByteStreamService streams =
        new ByteStreamService(
            name -> Contents.of(store.file(BlobNames.parseBlob(name))),
            name -> BlobNames.parseUpload(name, store),
            executor);
    List<ServerInterceptor> all = new ArrayList<>(List.of(faults));
    all.add(new ErrorInterceptor());
    server =
        Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create())
            .addService(ServerInterceptors.intercept(streams, all))
            .addService(ServerInterceptors.intercept(new Blobs(store), all))
            .build()
            .start();
  }

  int port() {
    return server.getPort();
  }

  @Override
  public void close() throws InterruptedException {
    server.shutdownNow();
    server.awaitTermination(10, TimeUnit.SECONDS);
    executor.shutdownNow();
  }

  private static final class Blobs extends BlobServiceGrpc.BlobServiceImplBase {
    private static final int MAX_BLOBS = 1000;
    private final FolderBlobStore store;

    Blobs(FolderBlobStore store) {
      this.store = store;
    }

    @Override
    public void findMissingBlobs(
        FindMissingBlobsRequest request, StreamObserver<FindMissingBlobsResponse> answers) {
      if (request.getBlobsCount() > MAX_BLOBS) {
        throw new IllegalArgumentException(request.getBlobsCount() + " blobs");
      }
      FindMissingBlobsResponse.Builder response = FindMissingBlobsResponse.newBuilder();
      for (Digest digest : request.getBlobsList()) {
        String sha256 = HexFormat.of().formatHex(digest.getSha256().toByteArray());
        BlobId blob = new BlobId(sha256, digest.getSizeBytes());
        if (!store.missing(List.of(blob)).isEmpty()) {
          response.addMissing(digest);
        }
      }
      answers.onNext(response.build());
      answers.onCompleted();
    }
  }
}
