package io.lucy.fabric.blob;

import com.google.bytestream.ByteStreamGrpc;
import com.google.bytestream.QueryWriteStatusRequest;
import com.google.bytestream.WriteRequest;
import com.google.bytestream.WriteResponse;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Writes a blob to {@code google.bytestream.ByteStream}, and after a broken connection goes on with
 * what the server has not kept yet. The server is the judge of the digest.
 */
final class ByteStreamUpload {
  private static final int PIECE_BYTES = 256 << 10;
  private static final long QUERY_SECONDS = 10;

  private final Channel channel;
  private final BlobId blob;
  private final BlobStore.Source source;
  private final String resource;

  ByteStreamUpload(Channel channel, BlobId blob, BlobStore.Source source) {
    this.channel = channel;
    this.blob = blob;
    this.source = source;
    this.resource = BlobNames.upload(UUID.randomUUID().toString(), blob);
  }

  /**
   * Returns when the server has the whole blob.
   *
   * @throws LucyException if the server refuses, or the source cannot be read
   * @throws io.lucy.fabric.UnavailableException if the server does not answer
   */
  void run() {
    Attempts attempts = new Attempts("upload of blob " + blob);
    long committed = 0;
    boolean begun = false;
    while (true) {
      long before = committed;
      try {
        committed = begun ? committed() : 0;
        begun = true;
        write(committed);
        return;
      } catch (StatusRuntimeException e) {
        attempts.failed(isOvertaken(e) ? aborted(e) : e, committed > before);
      }
    }
  }

  /** Whether the server has kept more than was known, from a connection that seemed broken. */
  private static boolean isOvertaken(StatusRuntimeException e) {
    return e.getStatus().getCode() == Status.Code.OUT_OF_RANGE;
  }

  private static StatusRuntimeException aborted(StatusRuntimeException e) {
    return Status.ABORTED.withDescription(e.getMessage()).withCause(e).asRuntimeException();
  }

  private long committed() {
    try {
      return ByteStreamGrpc.newBlockingStub(channel)
          .withDeadlineAfter(QUERY_SECONDS, TimeUnit.SECONDS)
          .queryWriteStatus(QueryWriteStatusRequest.newBuilder().setResourceName(resource).build())
          .getCommittedSize();
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return 0;
      }
      throw e;
    }
  }

  private void write(long from) {
    try (InputStream in = opened(from);
        BlockingWrite call = BlockingWrite.begin(channel)) {
      long offset = from;
      boolean last = false;
      while (!last) {
        byte[] piece = in.readNBytes(PIECE_BYTES);
        last = piece.length < PIECE_BYTES;
        WriteRequest request =
            WriteRequest.newBuilder()
                .setResourceName(resource)
                .setWriteOffset(offset)
                .setData(UnsafeByteOperations.unsafeWrap(piece))
                .setFinishWrite(last)
                .build();
        if (!call.send(request)) {
          break;
        }
        offset += piece.length;
      }
      requireWhole(call.finish());
    } catch (IOException e) {
      throw BlobBytes.unreadable(blob, e);
    }
  }

  private InputStream opened(long from) throws IOException {
    InputStream in = source.open();
    try {
      in.skipNBytes(from);
      return in;
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private void requireWhole(WriteResponse response) {
    if (response.getCommittedSize() != blob.sizeBytes()) {
      throw new LucyException(
          Reason.DIGEST_MISMATCH,
          "upload of blob %s: the server kept %d bytes (expected: all)"
              .formatted(blob, response.getCommittedSize()));
    }
  }
}
