package io.lucy.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.lucy.proto.skeleton.v1.InserterSkeletonServiceGrpc;
import io.lucy.proto.skeleton.v1.LocalizerSkeletonServiceGrpc;
import io.lucy.proto.skeleton.v1.PingRequest;
import io.lucy.proto.skeleton.v1.TransferSkeletonServiceGrpc;
import io.lucy.proto.skeleton.v1.ZooSkeletonServiceGrpc;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServerTest {
  private static final PingRequest PING = PingRequest.getDefaultInstance();

  @TempDir private Path data;
  @TempDir private Path zoo;

  @Test
  void hostsAllFourServices() {
    try (EmbeddedServer server = start()) {
      ManagedChannel channel = server.channel();
      assertThat(ZooSkeletonServiceGrpc.newBlockingStub(channel).ping(PING).getName())
          .isEqualTo("zoo");
      assertThat(LocalizerSkeletonServiceGrpc.newBlockingStub(channel).ping(PING).getName())
          .isEqualTo("localizer");
      assertThat(InserterSkeletonServiceGrpc.newBlockingStub(channel).ping(PING).getName())
          .isEqualTo("inserter");
      assertThat(TransferSkeletonServiceGrpc.newBlockingStub(channel).ping(PING).getName())
          .isEqualTo("transfer");
    }
  }

  @Test
  void runsTwiceAtOnceAndAgain() {
    try (EmbeddedServer first = start();
        EmbeddedServer second = start()) {
      assertThat(second.port()).isNotEqualTo(first.port());
      assertThat(ZooSkeletonServiceGrpc.newBlockingStub(first.channel()).ping(PING).getName())
          .isEqualTo("zoo");
      assertThat(ZooSkeletonServiceGrpc.newBlockingStub(second.channel()).ping(PING).getName())
          .isEqualTo("zoo");
    }
    try (EmbeddedServer third = start()) {
      assertThat(ZooSkeletonServiceGrpc.newBlockingStub(third.channel()).ping(PING).getName())
          .isEqualTo("zoo");
    }
  }

  private EmbeddedServer start() {
    return EmbeddedServer.start(ServerSettings.loopback(data, zoo));
  }
}
