package io.lucy.fabric.work;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.path.NetworkIdentity;
import io.lucy.engine.plan.ZooNetworks;
import io.lucy.engine.zoo.Zoo;
import io.lucy.engine.zoo.ZooEntry;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The networks of a zoo's folder on this machine. The folder is read when it is first needed, and
 * again when a network is asked for that was not there.
 */
public final class FolderNetworks implements NetworkDirectory {
  private final Path folder;
  private @Nullable ZooNetworks opened;

  public FolderNetworks(Path folder) {
    this.folder = folder;
  }

  @Override
  public KnownNetwork network(String sha256) {
    ZooNetworks networks = opened();
    Optional<ZooEntry> entry = networks.zoo().byDigest(sha256);
    if (entry.isEmpty()) {
      networks = reopened();
      entry = networks.zoo().byDigest(sha256);
    }
    return networks.load(
        entry.orElseThrow(
            () ->
                new LucyException(
                    Reason.NOT_FOUND,
                    "no network with the digest "
                        + sha256
                        + " in '"
                        + folder
                        + "' (add its file to the zoo again)")));
  }

  @Override
  public KnownNetwork resolve(NetworkIdentity identity) {
    ZooNetworks networks = opened();
    if (networks.zoo().byDigest(identity.fileSha256()).isEmpty()) {
      networks = reopened();
    }
    return networks.resolve(identity);
  }

  private synchronized ZooNetworks opened() {
    ZooNetworks networks = opened;
    return networks == null ? reopened() : networks;
  }

  private synchronized ZooNetworks reopened() {
    ZooNetworks networks = new ZooNetworks(Zoo.open(folder));
    opened = networks;
    return networks;
  }
}
