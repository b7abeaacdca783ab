package io.lucy.transfer.grpc;

import io.lucy.fabric.grpc.ByteStreamService;
import io.lucy.fabric.grpc.Contents;
import io.lucy.fabric.grpc.Owner;
import io.lucy.transfer.OwnedBlobs;
import io.lucy.transfer.Transfer;
import io.quarkus.grpc.GrpcService;

/** Blobs as byte streams, each for those who may see it. */
@GrpcService
public class TransferByteStream extends ByteStreamService {
  TransferByteStream(Transfer transfer) {
    super(
        resource -> find(transfer.blobs(), resource),
        resource -> {
          ResourceNames.Upload upload = ResourceNames.upload(resource);
          return transfer.blobs().upload(Owner.current(), upload.id(), upload.blob());
        },
        transfer.movers());
  }

  private static Contents find(OwnedBlobs blobs, String resource) {
    return Contents.of(blobs.file(Owner.current(), ResourceNames.blob(resource)));
  }
}
