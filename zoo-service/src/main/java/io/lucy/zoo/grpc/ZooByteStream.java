package io.lucy.zoo.grpc;

import com.google.bytestream.ByteStreamGrpc;
import com.google.bytestream.ReadRequest;
import com.google.bytestream.ReadResponse;
import com.google.protobuf.Any;
import com.google.protobuf.UnsafeByteOperations;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.AtomicFile;
import io.lucy.fabric.grpc.StatusBridge;
import io.lucy.zoo.ReadableResource;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Blocking;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Bytes of networks and of assembled clones, from any offset on. A client that reads slowly holds
 * one chunk, not the resource; nothing can be written.
 */
@GrpcService
@Blocking
public class ZooByteStream extends ByteStreamGrpc.ByteStreamImplBase {
  private static final System.Logger LOG = System.getLogger(ZooByteStream.class.getName());
  private static final int CHUNK_BYTES = 1 << 16;

  private final ZooResources resources;

  public ZooByteStream(ZooResources resources) {
    this.resources = resources;
  }

  @Override
  public void read(ReadRequest request, StreamObserver<ReadResponse> observer) {
    if (request.getReadLimit() < 0) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "read_limit: " + request.getReadLimit() + " (expected: 0 for all, or more)");
    }
    ReadableResource resource =
        resources
            .find(request.getResourceName())
            .orElseThrow(
                () ->
                    new LucyException(
                        Reason.NOT_FOUND,
                        "no resource '"
                            + request.getResourceName()
                            + "' (expected: networks/SHA256 or assemblies/PATH_ID)"));
    long size = resource.sizeBytes();
    if (request.getReadOffset() < 0 || request.getReadOffset() > size) {
      throw outOfRange(
          "read_offset: " + request.getReadOffset() + " (expected: 0 to " + size + ")");
    }
    long left = size - request.getReadOffset();
    long wanted = request.getReadLimit() == 0 ? left : Math.min(left, request.getReadLimit());
    try {
      InputStream bytes = resource.open(request.getReadOffset());
      new Reading((ServerCallStreamObserver<ReadResponse>) observer, bytes, wanted).begin();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static LucyException unreadable(IOException e) {
    return new LucyException(
        Reason.NOT_FOUND,
        "the file cannot be read: " + AtomicFile.describe(e) + " (restore it)",
        e);
  }

  private static RuntimeException outOfRange(String what) {
    ErrorInfo info =
        ErrorInfo.newBuilder()
            .setReason(Reason.ARGUMENT_INVALID.name())
            .setDomain(StatusBridge.DOMAIN)
            .build();
    return StatusProto.toStatusRuntimeException(
        Status.newBuilder()
            .setCode(Code.OUT_OF_RANGE_VALUE)
            .setMessage(what)
            .addDetails(Any.pack(info))
            .build());
  }

  /** One call: sends while the client takes it. Events of a call come one at a time. */
  private static final class Reading {
    private final ServerCallStreamObserver<ReadResponse> client;
    private final InputStream bytes;
    private long left;
    private boolean isDone;

    Reading(ServerCallStreamObserver<ReadResponse> client, InputStream bytes, long left) {
      this.client = client;
      this.bytes = bytes;
      this.left = left;
    }

    void begin() {
      client.setOnCancelHandler(this::stop);
      client.setOnReadyHandler(this::send);
      send();
    }

    private synchronized void send() {
      try {
        while (!isDone && left > 0 && client.isReady()) {
          byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, left)];
          if (bytes.readNBytes(chunk, 0, chunk.length) < chunk.length) {
            throw new EOFException("it ends " + left + " bytes too early");
          }
          left -= chunk.length;
          client.onNext(
              ReadResponse.newBuilder().setData(UnsafeByteOperations.unsafeWrap(chunk)).build());
        }
        if (!isDone && left == 0) {
          stop();
          client.onCompleted();
        }
      } catch (IOException e) {
        stop();
        throw unreadable(e);
      } catch (RuntimeException e) {
        stop();
        throw e;
      }
    }

    private synchronized void stop() {
      isDone = true;
      try {
        bytes.close();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.WARNING, "cannot close a resource", e);
      }
    }
  }
}
