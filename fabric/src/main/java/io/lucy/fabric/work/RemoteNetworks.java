package io.lucy.fabric.work;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.io.DiskError;
import io.lucy.engine.path.NetworkIdentity;
import io.lucy.engine.plan.ZooNetworks;
import io.lucy.engine.zoo.NetworkCard;
import io.lucy.engine.zoo.ZooEntry;
import io.lucy.fabric.blob.BlobId;
import io.lucy.fabric.blob.BlobReader;
import io.lucy.fabric.grpc.Calls;
import io.lucy.proto.common.v1.Digest;
import io.lucy.proto.common.v1.NetworkName;
import io.lucy.proto.zoo.v1.GetNetworkRequest;
import io.lucy.proto.zoo.v1.Network;
import io.lucy.proto.zoo.v1.ZooServiceGrpc;
import io.lucy.proto.zoo.v1.ZooServiceGrpc.ZooServiceBlockingStub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The networks of a zoo that another service has: zoo-service says what they are, their files are
 * fetched once.
 *
 * <p>A network that a path names is found by its file alone, not by its weights in another file.
 */
public final class RemoteNetworks implements NetworkDirectory {
  private static final String SERVICE = "zoo-service";

  private final ZooServiceBlockingStub zoo;
  private final BlobReader files;
  private final long memoryBytes;
  private final Map<String, KnownNetwork> read = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Asks a zoo.
   *
   * @param files the zoo's files by digest, verified
   * @param memoryBytes how much the files of networks that are kept in memory may have together
   */
  public RemoteNetworks(Channel channel, BlobReader files, long memoryBytes) {
    this.zoo = ZooServiceGrpc.newBlockingStub(channel);
    this.files = files;
    this.memoryBytes = memoryBytes;
  }

  @Override
  public KnownNetwork network(String sha256) {
    return find(sha256)
        .orElseThrow(
            () ->
                new LucyException(
                    Reason.NOT_FOUND,
                    "the zoo has no network with the digest "
                        + sha256
                        + " any more (add its file again)"));
  }

  @Override
  public KnownNetwork resolve(NetworkIdentity identity) {
    return find(identity.fileSha256())
        .orElseThrow(
            () ->
                new LucyException(
                    Reason.PATH_UNRESOLVED,
                    "the zoo has no network with the file digest "
                        + identity.fileSha256()
                        + " (called '"
                        + identity.name()
                        + "' where the clone was made; add its file to the zoo)"))
        .as(identity);
  }

  private synchronized Optional<KnownNetwork> find(String sha256) {
    KnownNetwork known = read.get(sha256);
    if (known != null) {
      return Optional.of(known);
    }
    Digest model =
        Digest.newBuilder().setSha256(ByteString.copyFrom(HexFormat.of().parseHex(sha256))).build();
    GetNetworkRequest request =
        GetNetworkRequest.newBuilder().setNetwork(NetworkName.newBuilder().setModel(model)).build();
    Optional<KnownNetwork> fetched =
        Calls.find(SERVICE, () -> zoo.getNetwork(request))
            .map(response -> fetched(sha256, response.getNetwork()));
    fetched.ifPresent(network -> keep(sha256, network));
    return fetched;
  }

  private KnownNetwork fetched(String sha256, Network network) {
    Path file = files.file(new BlobId(sha256, network.getModel().getSizeBytes()));
    String card = network.getCardJson();
    ZooEntry entry =
        new ZooEntry(
            network.getName(),
            network.getVersion(),
            file,
            network.getLabelsList(),
            card.isEmpty() ? NetworkCard.NONE : NetworkCard.parse(card),
            sha256,
            network.getModel().getSizeBytes());
    try {
      return ZooNetworks.read(Files.readAllBytes(file), entry);
    } catch (IOException e) {
      throw new LucyException(
          Reason.STORAGE_FAILED, "cannot read '" + file + "': " + DiskError.describe(e), e);
    }
  }

  /** The networks that were not asked for the longest go first. */
  private void keep(String sha256, KnownNetwork network) {
    read.put(sha256, network);
    long bytes = read.values().stream().mapToLong(n -> n.identity().sizeBytes()).sum();
    var eldest = read.entrySet().iterator();
    while (bytes > memoryBytes && eldest.hasNext()) {
      Map.Entry<String, KnownNetwork> old = eldest.next();
      if (!old.getKey().equals(sha256)) {
        bytes -= old.getValue().identity().sizeBytes();
        eldest.remove();
      }
    }
  }
}
