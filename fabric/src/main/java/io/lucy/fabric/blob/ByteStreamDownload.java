package io.lucy.fabric.blob;

import com.google.bytestream.ByteStreamGrpc;
import com.google.bytestream.ReadRequest;
import com.google.bytestream.ReadResponse;
import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/**
 * Reads a resource of {@code google.bytestream.ByteStream} into a file, on from where the file
 * ends.
 */
final class ByteStreamDownload {
  // A connection that hangs is given up after this time, and what has come is kept.
  private static final long ATTEMPT_SECONDS = 60;

  private final Channel channel;

  ByteStreamDownload(Channel channel) {
    this.channel = channel;
  }

  /**
   * Appends what a file lacks. The file has the beginning of the blob, or is not there.
   *
   * @throws io.lucy.engine.LucyException if the server refuses, or has more or fewer bytes
   * @throws io.lucy.fabric.UnavailableException if the server does not answer
   * @throws IOException if the disk refuses
   */
  void complete(Path file, String resource, BlobId blob) throws IOException {
    Attempts attempts = new Attempts("download of '" + resource + "'");
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      out.position(out.size());
      while (out.position() < blob.sizeBytes()) {
        long before = out.position();
        try {
          attempt(out, resource, blob);
        } catch (StatusRuntimeException e) {
          attempts.failed(e, out.position() > before);
        }
      }
    }
  }

  private void attempt(FileChannel out, String resource, BlobId blob) throws IOException {
    ReadRequest request =
        ReadRequest.newBuilder().setResourceName(resource).setReadOffset(out.position()).build();
    // However this ends, the server hears that nothing more is wanted.
    try (Context.CancellableContext context = Context.current().withCancellation()) {
      Context caller = context.attach();
      try {
        Iterator<ReadResponse> pieces =
            ByteStreamGrpc.newBlockingStub(channel)
                .withDeadlineAfter(ATTEMPT_SECONDS, TimeUnit.SECONDS)
                .read(request);
        while (pieces.hasNext()) {
          append(out, pieces.next().getData(), blob);
        }
      } finally {
        context.detach(caller);
      }
    }
    if (out.position() < blob.sizeBytes()) {
      throw BlobBytes.mismatch(blob, "only " + out.position() + " bytes at the server");
    }
  }

  private static void append(FileChannel out, ByteString piece, BlobId blob) throws IOException {
    if (piece.size() > blob.sizeBytes() - out.position()) {
      throw BlobBytes.mismatch(blob, "more than " + blob.sizeBytes() + " bytes at the server");
    }
    for (ByteBuffer bytes : piece.asReadOnlyByteBufferList()) {
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    }
  }
}
