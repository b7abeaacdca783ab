package io.lucy.cli.client;

import com.google.bytestream.ByteStreamGrpc;
import inference.GRPCInferenceServiceGrpc;
import io.grpc.Channel;
import io.grpc.stub.AbstractStub;
import io.lucy.proto.clone.v1.CloneServiceGrpc;
import io.lucy.proto.event.v1.LogServiceGrpc;
import io.lucy.proto.transfer.v1.BlobServiceGrpc;
import io.lucy.proto.transfer.v1.DatasetServiceGrpc;
import io.lucy.proto.transfer.v1.PathServiceGrpc;
import io.lucy.proto.zoo.v1.ZooServiceGrpc;
import java.util.concurrent.TimeUnit;

/**
 * The services behind one address. Calls that answer at once have a deadline; those that stream
 * have none.
 */
public final class Services {
  private static final long DEADLINE_SECONDS = 60;

  private final Channel channel;

  public Services(Channel channel) {
    this.channel = channel;
  }

  public ZooServiceGrpc.ZooServiceBlockingStub zoo() {
    return soon(ZooServiceGrpc.newBlockingStub(channel));
  }

  public CloneServiceGrpc.CloneServiceBlockingStub clones() {
    return soon(CloneServiceGrpc.newBlockingStub(channel));
  }

  /** For {@code WatchClone}, which lasts as long as the work. */
  public CloneServiceGrpc.CloneServiceBlockingStub watching() {
    return CloneServiceGrpc.newBlockingStub(channel).withWaitForReady();
  }

  public BlobServiceGrpc.BlobServiceBlockingStub blobs() {
    return soon(BlobServiceGrpc.newBlockingStub(channel));
  }

  public DatasetServiceGrpc.DatasetServiceBlockingStub datasets() {
    return soon(DatasetServiceGrpc.newBlockingStub(channel));
  }

  public PathServiceGrpc.PathServiceBlockingStub paths() {
    return soon(PathServiceGrpc.newBlockingStub(channel));
  }

  public LogServiceGrpc.LogServiceBlockingStub log() {
    return soon(LogServiceGrpc.newBlockingStub(channel));
  }

  public GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub inference() {
    return soon(GRPCInferenceServiceGrpc.newBlockingStub(channel));
  }

  /** For reads of any length. */
  public ByteStreamGrpc.ByteStreamBlockingStub bytes() {
    return ByteStreamGrpc.newBlockingStub(channel);
  }

  public Channel channel() {
    return channel;
  }

  private static <S extends AbstractStub<S>> S soon(S stub) {
    return stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }
}
