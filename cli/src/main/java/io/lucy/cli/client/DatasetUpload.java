package io.lucy.cli.client;

import com.google.protobuf.ByteString;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.SafetensorsFile;
import io.lucy.engine.io.Sha256;
import io.lucy.fabric.blob.BlobId;
import io.lucy.fabric.blob.ByteStreamUpload;
import io.lucy.proto.common.v1.Digest;
import io.lucy.proto.transfer.v1.CreateDatasetRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Gives samples to the services, unless they have them already. */
public final class DatasetUpload {
  private final Services services;

  public DatasetUpload(Services services) {
    this.services = services;
  }

  /**
   * Uploads a dataset and names it.
   *
   * @param name empty to have one made from its digest
   */
  public io.lucy.proto.transfer.v1.Dataset upload(Dataset dataset, String name) {
    try {
      Path file = Files.createTempFile("lucy-", ".safetensors");
      try {
        SafetensorsFile.write(dataset, file);
        return upload(file, name);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private io.lucy.proto.transfer.v1.Dataset upload(Path file, String name) throws IOException {
    BlobId blob = new BlobId(Sha256.hexOfFile(file), Files.size(file));
    new ByteStreamUpload(services.transfer(), blob, () -> Files.newInputStream(file)).run();
    CreateDatasetRequest request =
        CreateDatasetRequest.newBuilder()
            .setData(
                Digest.newBuilder()
                    .setSha256(ByteString.fromHex(blob.sha256()))
                    .setSizeBytes(blob.sizeBytes()))
            .setName(name)
            .build();
    return Calls.of(() -> services.datasets().createDataset(request)).getDataset();
  }
}
