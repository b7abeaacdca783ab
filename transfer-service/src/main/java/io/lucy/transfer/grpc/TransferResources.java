package io.lucy.transfer.grpc;

import io.lucy.fabric.blob.BlobUpload;
import io.lucy.fabric.grpc.ByteResources;
import io.lucy.fabric.grpc.Contents;
import io.lucy.fabric.grpc.Owner;
import io.lucy.transfer.OwnedBlobs;

/** Blobs as byte streams, each for those who may see it. */
public final class TransferResources implements ByteResources {
  private final OwnedBlobs blobs;

  public TransferResources(OwnedBlobs blobs) {
    this.blobs = blobs;
  }

  @Override
  public String form() {
    return "blobs/SHA256/SIZE to read, uploads/UUID/blobs/SHA256/SIZE to write";
  }

  @Override
  public boolean owns(String resourceName) {
    return resourceName.startsWith("blobs/") || resourceName.startsWith("uploads/");
  }

  @Override
  public Contents find(String resourceName) {
    return Contents.of(blobs.file(Owner.current(), ResourceNames.blob(resourceName)));
  }

  @Override
  public BlobUpload upload(String resourceName) {
    ResourceNames.Upload upload = ResourceNames.upload(resourceName);
    return blobs.upload(Owner.current(), upload.id(), upload.blob());
  }
}
