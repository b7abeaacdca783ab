package io.lucy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.grpc.ManagedChannel;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import io.lucy.fabric.grpc.Channels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A process that serves, and what can be seen of it from outside. */
final class ServerProcess implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  private final Process process;
  private final ManagedChannel channel;

  ServerProcess(Process process, int port) {
    this.process = process;
    this.channel = Channels.to("localhost:" + port);
  }

  /** Waits until it listens. */
  ServingStatus health() {
    return HealthGrpc.newBlockingStub(channel)
        .withWaitForReady()
        .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .check(HealthCheckRequest.getDefaultInstance())
        .getStatus();
  }

  /** The names of its services, by reflection. */
  List<String> services() throws Exception {
    CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> requests =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    answer.complete(response);
                  }

                  @Override
                  public void onError(Throwable t) {
                    answer.completeExceptionally(t);
                  }

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    List<ServiceResponse> services =
        answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS).getListServicesResponse().getServiceList();
    requests.onCompleted();
    return services.stream().map(ServiceResponse::getName).toList();
  }

  /** What the process holds in memory; Linux only. */
  long residentBytes() throws IOException {
    return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(Long::parseLong)
        .map(kilobytes -> kilobytes * 1024)
        .findFirst()
        .orElseThrow();
  }

  /** Sends SIGTERM. Returns the exit status. */
  int terminate() throws InterruptedException {
    // The process itself would close its streams, too.
    process.toHandle().destroy();
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("ends by SIGTERM").isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    process.toHandle().destroyForcibly();
  }
}
