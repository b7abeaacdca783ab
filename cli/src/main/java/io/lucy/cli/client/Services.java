package io.lucy.cli.client;

import com.google.bytestream.ByteStreamGrpc;
import io.lucy.proto.inference.GRPCInferenceServiceGrpc;
import io.grpc.Channel;
import io.lucy.proto.clone.v1.CloneServiceGrpc;
import io.lucy.proto.event.v1.LogServiceGrpc;
import io.lucy.proto.transfer.v1.BlobServiceGrpc;
import io.lucy.proto.transfer.v1.DatasetServiceGrpc;
import io.lucy.proto.transfer.v1.PathServiceGrpc;
import io.lucy.proto.zoo.v1.ZooServiceGrpc;

/** The services behind one address. */
public final class Services {
  private final Channel channel;

  public Services(Channel channel) {
    this.channel = channel;
  }

  public ZooServiceGrpc.ZooServiceBlockingStub zoo() {
    return ZooServiceGrpc.newBlockingStub(channel);
  }

  public CloneServiceGrpc.CloneServiceBlockingStub clones() {
    return CloneServiceGrpc.newBlockingStub(channel);
  }

  /** For {@code WatchClone}, which lasts as long as the work. */
  public CloneServiceGrpc.CloneServiceBlockingStub watching() {
    return CloneServiceGrpc.newBlockingStub(channel).withWaitForReady();
  }

  public BlobServiceGrpc.BlobServiceBlockingStub blobs() {
    return BlobServiceGrpc.newBlockingStub(channel);
  }

  public DatasetServiceGrpc.DatasetServiceBlockingStub datasets() {
    return DatasetServiceGrpc.newBlockingStub(channel);
  }

  public PathServiceGrpc.PathServiceBlockingStub paths() {
    return PathServiceGrpc.newBlockingStub(channel);
  }

  public LogServiceGrpc.LogServiceBlockingStub log() {
    return LogServiceGrpc.newBlockingStub(channel);
  }

  public GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub inference() {
    return GRPCInferenceServiceGrpc.newBlockingStub(channel);
  }

  /** For reads of any length. */
  public ByteStreamGrpc.ByteStreamBlockingStub bytes() {
    return ByteStreamGrpc.newBlockingStub(channel);
  }

  public Channel channel() {
    return channel;
  }
}
