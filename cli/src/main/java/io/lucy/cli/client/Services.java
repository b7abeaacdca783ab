package io.lucy.cli.client;

import com.google.bytestream.ByteStreamGrpc;
import io.grpc.Channel;
import io.lucy.proto.clone.v1.CloneServiceGrpc;
import io.lucy.proto.event.v1.LogServiceGrpc;
import io.lucy.proto.inference.GRPCInferenceServiceGrpc;
import io.lucy.proto.transfer.v1.BlobServiceGrpc;
import io.lucy.proto.transfer.v1.DatasetServiceGrpc;
import io.lucy.proto.transfer.v1.PathServiceGrpc;
import io.lucy.proto.zoo.v1.ZooServiceGrpc;

/** The services, behind one address or behind one each. */
public final class Services {
  private final Channel zoo;
  private final Channel inserter;
  private final Channel transfer;

  /** All behind one address. */
  public Services(Channel all) {
    this(all, all, all);
  }

  public Services(Channel zoo, Channel inserter, Channel transfer) {
    this.zoo = zoo;
    this.inserter = inserter;
    this.transfer = transfer;
  }

  public ZooServiceGrpc.ZooServiceBlockingStub zoo() {
    return ZooServiceGrpc.newBlockingStub(zoo);
  }

  public CloneServiceGrpc.CloneServiceBlockingStub clones() {
    return CloneServiceGrpc.newBlockingStub(inserter);
  }

  /** For many calls at once. */
  public CloneServiceGrpc.CloneServiceFutureStub clonesLater() {
    return CloneServiceGrpc.newFutureStub(inserter);
  }

  /** For {@code WatchClone}, which lasts as long as the work. */
  public CloneServiceGrpc.CloneServiceBlockingStub watching() {
    return CloneServiceGrpc.newBlockingStub(inserter).withWaitForReady();
  }

  public BlobServiceGrpc.BlobServiceBlockingStub blobs() {
    return BlobServiceGrpc.newBlockingStub(transfer);
  }

  public DatasetServiceGrpc.DatasetServiceBlockingStub datasets() {
    return DatasetServiceGrpc.newBlockingStub(transfer);
  }

  public PathServiceGrpc.PathServiceBlockingStub paths() {
    return PathServiceGrpc.newBlockingStub(transfer);
  }

  public LogServiceGrpc.LogServiceBlockingStub log() {
    return LogServiceGrpc.newBlockingStub(inserter);
  }

  public GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub inference() {
    return GRPCInferenceServiceGrpc.newBlockingStub(zoo);
  }

  /** For networks and assemblies. */
  public ByteStreamGrpc.ByteStreamBlockingStub zooBytes() {
    return ByteStreamGrpc.newBlockingStub(zoo);
  }

  /** Where blobs are kept. */
  public Channel transfer() {
    return transfer;
  }
}
