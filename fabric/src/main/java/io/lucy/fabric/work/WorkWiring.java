package io.lucy.fabric.work;

import io.lucy.fabric.FabricSettings;
import io.lucy.fabric.blob.BlobCache;
import io.lucy.fabric.blob.BlobNames;
import io.lucy.fabric.blob.RemoteBlobReader;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;

/** Makes the directories of networks and data, which all services of one process share. */
@Singleton
public class WorkWiring {
  @Produces
  @Singleton
  @DefaultBean
  NetworkDirectory networks(
      WorkSettings settings, FabricSettings fabric, ServiceChannels services) {
    if (settings.zoo().isPresent()) {
      return new FolderNetworks(settings.zoo().get());
    }
    BlobCache cache = cache(fabric, "networks", settings);
    return new RemoteNetworks(
        services.zoo(),
        new RemoteBlobReader(services.zoo(), blob -> "networks/" + blob.sha256(), cache),
        settings.networkMemory().asLongValue());
  }

  @Produces
  @Singleton
  @DefaultBean
  DataDirectory data(WorkSettings settings, FabricSettings fabric, ServiceChannels services) {
    BlobCache cache = cache(fabric, "data", settings);
    return new DataDirectory(new RemoteBlobReader(services.transfer(), BlobNames::blob, cache));
  }

  private static BlobCache cache(FabricSettings fabric, String name, WorkSettings settings) {
    Path folder = fabric.dataDir().resolve("cache").resolve(name);
    return new BlobCache(folder, settings.cache().asLongValue());
  }
}
