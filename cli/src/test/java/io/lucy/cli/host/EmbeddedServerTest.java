package io.lucy.cli.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.fabric.grpc.StatusBridge;
import io.lucy.proto.clone.v1.CloneServiceGrpc;
import io.lucy.proto.clone.v1.ListClonesRequest;
import io.lucy.proto.common.v1.NetworkName;
import io.lucy.proto.event.v1.GetLagRequest;
import io.lucy.proto.event.v1.GroupLag;
import io.lucy.proto.event.v1.LogServiceGrpc;
import io.lucy.proto.transfer.v1.BlobServiceGrpc;
import io.lucy.proto.transfer.v1.GetUsageRequest;
import io.lucy.proto.zoo.v1.GetNetworkRequest;
import io.lucy.proto.zoo.v1.ListNetworksRequest;
import io.lucy.proto.zoo.v1.ZooServiceGrpc;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServerTest {
  @TempDir private Path data;
  @TempDir private Path zoo;

  @Test
  void hostsAllFourServices() {
    try (EmbeddedServer server = start()) {
      ManagedChannel channel = server.channel();
      assertThat(networks(channel)).isZero();
      assertThat(
              LogServiceGrpc.newBlockingStub(channel)
                  .getLag(GetLagRequest.getDefaultInstance())
                  .getGroupsList())
          .extracting(GroupLag::getGroup)
          .contains("localizer", "inserter", "transfer");
      assertThat(
              CloneServiceGrpc.newBlockingStub(channel)
                  .listClones(ListClonesRequest.getDefaultInstance())
                  .getClonesCount())
          .isZero();
      assertThat(
              BlobServiceGrpc.newBlockingStub(channel)
                  .getUsage(GetUsageRequest.getDefaultInstance())
                  .getUsedBytes())
          .isZero();
    }
  }

  @Test
  void refusesWithAReason() {
    try (EmbeddedServer server = start()) {
      GetNetworkRequest refused =
          GetNetworkRequest.newBuilder().setNetwork(NetworkName.newBuilder().setName("x")).build();

      StatusRuntimeException e =
          catchThrowableOfType(
              StatusRuntimeException.class,
              () -> ZooServiceGrpc.newBlockingStub(server.channel()).getNetwork(refused));

      assertThat(StatusBridge.fromGrpc(e))
          .hasMessageStartingWith("no network 'x'")
          .extracting(LucyException::reason)
          .isEqualTo(Reason.NOT_FOUND);
    }
  }

  @Test
  void saysThatThePortIsTaken() {
    try (EmbeddedServer server = start()) {
      ServerSettings same =
          ServerSettings.loopback(data.resolve("apart"), zoo).at("127.0.0.1", server.port());

      assertThatThrownBy(() -> EmbeddedServer.start(same))
          .isInstanceOf(LucyException.class)
          .hasMessageStartingWith("cannot listen on 127.0.0.1 port " + server.port());
    }
  }

  @Test
  void stopsThoughItsThreadIsInterrupted() {
    EmbeddedServer server = start();
    Thread.currentThread().interrupt();

    server.close();

    assertThat(Thread.interrupted()).as("the interruption is kept").isTrue();
  }

  @Test
  void runsTwiceAtOnceAndAgain() {
    ServerSettings apart = ServerSettings.loopback(data.resolve("apart"), zoo);
    try (EmbeddedServer first = start();
        EmbeddedServer second = EmbeddedServer.start(apart)) {
      assertThat(second.port()).isNotEqualTo(first.port());
      assertThat(networks(first.channel())).isZero();
      assertThat(networks(second.channel())).isZero();
    }
    try (EmbeddedServer third = start()) {
      assertThat(networks(third.channel())).isZero();
    }
  }

  private static int networks(ManagedChannel channel) {
    return ZooServiceGrpc.newBlockingStub(channel)
        .listNetworks(ListNetworksRequest.getDefaultInstance())
        .getNetworksCount();
  }

  private EmbeddedServer start() {
    return EmbeddedServer.start(ServerSettings.loopback(data, zoo));
  }
}
