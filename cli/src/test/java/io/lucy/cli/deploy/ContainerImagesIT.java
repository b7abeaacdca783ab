package io.lucy.cli.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Volume;
import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.grpc.ManagedChannel;
import io.lucy.fabric.grpc.Channels;
import io.lucy.testing.Docker;
import io.lucy.testing.ProgramRun;
import io.lucy.testing.TestImages;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** The services' images, built as deploy/README.md says and run as Kubernetes is told to. */
class ContainerImagesIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final int PORT = 9000;
  private static final int PATIENCE_SECONDS = 60;

  @BeforeAll
  static void requireDocker() {
    Docker.require();
  }

  @ParameterizedTest
  @ValueSource(strings = {"zoo", "localizer", "inserter", "transfer"})
  void servesWithoutRootAndWithoutWritingToItsImage(String service) throws Exception {
    String image = "lucy-test/" + service + "-service:" + ProcessHandle.current().pid();
    build(service, image);
    try (GenericContainer<?> container = container(image)) {
      container.start();

      assertThat(health(container)).as(container::getLogs).isEqualTo(ServingStatus.SERVING);
      assertThat(container.execInContainer("id", "-u").getStdout()).isEqualTo("10001\n");
    } finally {
      ProgramRun.of("docker", "image", "rm", image).orFail();
    }
  }

  private static void build(String service, String image) {
    ProgramRun.of(
            "docker",
            "build",
            "-f",
            ROOT.resolve(Path.of("deploy", "containers", "Dockerfile")).toString(),
            "--build-arg",
            "BASE=" + TestImages.java(),
            "--build-arg",
            "SERVICE=" + service + "-service",
            "-t",
            image,
            ROOT.toString())
        .orFail();
  }

  private static GenericContainer<?> container(String image) {
    Path zoo = ROOT.resolve(Path.of("demo", "zoo"));
    return new GenericContainer<>(DockerImageName.parse(image))
        .withExposedPorts(PORT)
        // ONNX Runtime unpacks its library there, and loads it.
        .withTmpFs(Map.of("/tmp", "rw,exec"))
        .withCreateContainerCmdModifier(
            command ->
                Objects.requireNonNull(command.getHostConfig())
                    .withBinds(new Bind(zoo.toString(), new Volume("/zoo"), AccessMode.ro))
                    .withReadonlyRootfs(true)
                    .withCapDrop(Capability.ALL));
  }

  private static ServingStatus health(GenericContainer<?> container) {
    ManagedChannel channel = Channels.to(container.getHost() + ":" + container.getMappedPort(PORT));
    try {
      return HealthGrpc.newBlockingStub(channel)
          .withWaitForReady()
          .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .check(HealthCheckRequest.getDefaultInstance())
          .getStatus();
    } finally {
      channel.shutdownNow();
    }
  }
}
