package io.lucy.cli.four;

import static org.assertj.core.api.Assertions.assertThat;

import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.grpc.ManagedChannel;
import io.lucy.fabric.grpc.Channels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** One service of the build that was just made, as a process that can be killed and restarted. */
final class ServiceProcess implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  private final String name;
  private final Path log;
  private final Map<String, String> environment;
  private final int port = freePort();
  private final ManagedChannel channel = Channels.to("127.0.0.1:" + port);
  private Process process;

  /** Starts it, and does not wait; see {@link #awaitServing}. */
  ServiceProcess(String name, Path folder, Map<String, String> settings) {
    this.name = name;
    this.log = folder.resolve(name + ".log");
    this.environment = new TreeMap<>(settings);
    environment.put("LUCY_HOST", "127.0.0.1");
    environment.put("LUCY_PORT", String.valueOf(port));
    environment.put("LUCY_DATA_DIR", folder.resolve(name).toString());
    this.process = launch();
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  ManagedChannel channel() {
    return channel;
  }

  void awaitServing() {
    ManagedChannel fresh = Channels.to(address());
    try {
      assertThat(
              HealthGrpc.newBlockingStub(fresh)
                  .withWaitForReady()
                  .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                  .check(HealthCheckRequest.getDefaultInstance())
                  .getStatus())
          .as(() -> name + " in " + log)
          .isEqualTo(ServingStatus.SERVING);
    } finally {
      fresh.shutdownNow();
    }
    // Clients of the tests would otherwise wait longer with each restart.
    channel.resetConnectBackoff();
  }

  /** As kill -9 does. */
  void kill() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + name + " ended", e);
    }
  }

  /** Starts it again after {@link #kill}, with what it kept on disk. */
  void restart() {
    process = launch();
    awaitServing();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    kill();
  }

  private Process launch() {
    Path application = Path.of("..", name + "-service", "target", "quarkus-app", "quarkus-run.jar");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx384m",
            "-XX:+UseSerialGC",
            "-jar",
            application.toString());
    builder.environment().putAll(environment);
    try {
      Files.createDirectories(log.getParent());
      return builder
          .redirectErrorStream(true)
          .redirectOutput(Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
