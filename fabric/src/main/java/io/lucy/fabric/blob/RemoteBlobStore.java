package io.lucy.fabric.blob;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.lucy.fabric.grpc.Digits;
import io.lucy.proto.common.v1.Digest;
import io.lucy.proto.transfer.v1.BlobServiceGrpc;
import io.lucy.proto.transfer.v1.FindMissingBlobsRequest;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The blobs of transfer-service, over the network; what is read is kept in a cache. Broken
 * connections are resumed. Safe for concurrent use. The caller closes the channel.
 */
public final class RemoteBlobStore implements BlobStore {
  private static final int MAX_ASKED = 1000;
  private static final long ASK_SECONDS = 10;

  private final Channel channel;
  private final RemoteBlobReader reader;

  public RemoteBlobStore(Channel channel, BlobCache cache) {
    this.channel = channel;
    this.reader = new RemoteBlobReader(channel, BlobNames::blob, cache);
  }

  @Override
  public Set<BlobId> missing(Collection<BlobId> blobs) {
    List<BlobId> all = List.copyOf(new LinkedHashSet<>(blobs));
    Set<BlobId> missing = new LinkedHashSet<>();
    for (int from = 0; from < all.size(); from += MAX_ASKED) {
      missing.addAll(ask(all.subList(from, Math.min(all.size(), from + MAX_ASKED))));
    }
    return missing;
  }

  private List<BlobId> ask(List<BlobId> blobs) {
    FindMissingBlobsRequest.Builder request = FindMissingBlobsRequest.newBuilder();
    blobs.forEach(blob -> request.addBlobs(digest(blob)));
    Attempts attempts = new Attempts("question for missing blobs");
    while (true) {
      try {
        return BlobServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(ASK_SECONDS, TimeUnit.SECONDS)
            .findMissingBlobs(request.build())
            .getMissingList()
            .stream()
            .map(RemoteBlobStore::id)
            .toList();
      } catch (StatusRuntimeException e) {
        attempts.failed(e, false);
      }
    }
  }

  @Override
  public void put(BlobId blob, Source bytes) {
    new ByteStreamUpload(channel, blob, bytes).run();
  }

  @Override
  public Path file(BlobId blob) {
    return reader.file(blob);
  }

  private static Digest digest(BlobId blob) {
    return Digest.newBuilder()
        .setSha256(ByteString.copyFrom(HexFormat.of().parseHex(blob.sha256())))
        .setSizeBytes(blob.sizeBytes())
        .build();
  }

  private static BlobId id(Digest digest) {
    return new BlobId(Digits.of(digest.getSha256()), digest.getSizeBytes());
  }
}
