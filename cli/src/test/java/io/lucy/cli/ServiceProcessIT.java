package io.lucy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each service as a process of its own: the jars that this build has just made. */
@EnabledOnOs(OS.LINUX)
class ServiceProcessIT {
  private static final int TERMINATED = 143;

  @TempDir private Path temporary;

  @ParameterizedTest
  @CsvSource({
    "zoo, lucy.zoo.v1.ZooService",
    "localizer, lucy.event.v1.LogService",
    "inserter, lucy.clone.v1.CloneService",
    "transfer, lucy.transfer.v1.PathService"
  })
  void servesAloneAndStopsBySigterm(String service, String contract) throws Exception {
    int port = freePort();
    try (ServerProcess server = new ServerProcess(start(service, port), port)) {
      assertThat(server.health()).as(this::log).isEqualTo(ServingStatus.SERVING);
      assertThat(server.services()).contains(contract);
      assertThat(server.residentBytes()).isLessThan(200_000_000);
      assertThat(server.terminate()).as(this::log).isEqualTo(TERMINATED);
    }
  }

  @Test
  void endsIfThePortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Process process = start("zoo", taken.getLocalPort());

      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends").isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
      assertThat(log()).contains("cannot listen on 127.0.0.1 port " + taken.getLocalPort());
    }
  }

  private Process start(String service, int port) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xms32m",
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-jar",
            Path.of("..", service + "-service", "target", "quarkus-app", "quarkus-run.jar")
                .toString());
    builder.environment().put("LUCY_PORT", String.valueOf(port));
    builder.environment().put("LUCY_DATA_DIR", temporary.resolve("data").toString());
    builder.environment().put("LUCY_ZOO", Path.of("..", "demo", "zoo").toString());
    builder.redirectErrorStream(true).redirectOutput(temporary.resolve("log").toFile());
    return builder.start();
  }

  private String log() {
    try {
      return Files.readString(temporary.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
