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
import io.lucy.fabric.grpc.StatusBridge;
import io.lucy.zoo.ReadableResource;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Blocking;
import java.nio.ByteBuffer;

/**
 * Bytes of networks and of assembled clones, from any offset on. A client that reads slowly holds
 * one chunk, not the resource; nothing can be written.
 */
@GrpcService
@Blocking
public class ZooByteStream extends ByteStreamGrpc.ByteStreamImplBase {
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
      resource.close();
      throw outOfRange(
          "read_offset: " + request.getReadOffset() + " (expected: 0 to " + size + ")");
    }
    long left = size - request.getReadOffset();
    long wanted = request.getReadLimit() == 0 ? left : Math.min(left, request.getReadLimit());
    Reading reading =
        new Reading(
            (ServerCallStreamObserver<ReadResponse>) observer,
            resource,
            request.getReadOffset(),
            request.getReadOffset() + wanted);
    reading.begin();
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
    private final ReadableResource resource;
    private final long end;
    private long position;
    private boolean isDone;

    Reading(
        ServerCallStreamObserver<ReadResponse> client,
        ReadableResource resource,
        long position,
        long end) {
      this.client = client;
      this.resource = resource;
      this.position = position;
      this.end = end;
    }

    void begin() {
      client.setOnCancelHandler(this::stop);
      client.setOnReadyHandler(this::send);
      send();
    }

    private synchronized void send() {
      try {
        while (!isDone && client.isReady()) {
          if (position == end) {
            resource.requireUnchanged();
            stop();
            client.onCompleted();
            return;
          }
          ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, end - position));
          resource.read(position, chunk);
          position += chunk.capacity();
          client.onNext(
              ReadResponse.newBuilder()
                  .setData(UnsafeByteOperations.unsafeWrap(chunk.flip()))
                  .build());
        }
      } catch (RuntimeException e) {
        stop();
        throw e;
      }
    }

    private synchronized void stop() {
      if (!isDone) {
        isDone = true;
        resource.close();
      }
    }
  }
}
