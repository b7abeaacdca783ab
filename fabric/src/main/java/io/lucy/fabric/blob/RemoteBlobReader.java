package io.lucy.fabric.blob;

import io.grpc.Channel;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Blobs that a service has, read over {@code google.bytestream.ByteStream} and kept in a cache.
 * Downloads go on where a broken connection, or an earlier process, left them. Safe for concurrent
 * use; a blob that several threads want is fetched once.
 */
public final class RemoteBlobReader implements BlobReader {
  private final ByteStreamDownload download;
  private final Function<BlobId, String> resourceName;
  private final BlobCache cache;

  /**
   * @param resourceName what the service calls a blob, such as {@link BlobNames#blob}, or {@code
   *     networks/SHA256} of zoo-service
   */
  public RemoteBlobReader(Channel channel, Function<BlobId, String> resourceName, BlobCache cache) {
    this.download = new ByteStreamDownload(channel);
    this.resourceName = resourceName;
    this.cache = cache;
  }

  @Override
  public Path file(BlobId blob) {
    return cache.file(blob, partial -> download.complete(partial, resourceName.apply(blob), blob));
  }
}
