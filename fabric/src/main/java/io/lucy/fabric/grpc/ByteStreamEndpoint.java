package io.lucy.fabric.grpc;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.quarkus.arc.All;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Collectors;

/**
 * The byte streams of all services of this process: a gRPC service can be there once only, so each
 * name is passed to the part that owns it.
 */
@GrpcService
@NonBlocking
public class ByteStreamEndpoint extends ByteStreamService {
  private static final int MOVERS = 8;

  private final ExecutorService movers;

  @Inject
  ByteStreamEndpoint(@All List<ByteResources> parts) {
    this(parts, Executors.newFixedThreadPool(MOVERS, daemons()));
  }

  private ByteStreamEndpoint(List<ByteResources> parts, ExecutorService movers) {
    super(
        resource -> owner(parts, resource).find(resource),
        resource -> owner(parts, resource).upload(resource),
        movers);
    this.movers = movers;
  }

  @PreDestroy
  void stop() {
    movers.shutdownNow();
  }

  private static ByteResources owner(List<ByteResources> parts, String resource) {
    return parts.stream()
        .filter(part -> part.owns(resource))
        .findFirst()
        .orElseThrow(
            () ->
                new LucyException(
                    Reason.ARGUMENT_INVALID,
                    "resource '"
                        + resource
                        + "' (expected: "
                        + parts.stream()
                            .map(ByteResources::form)
                            .sorted()
                            .collect(Collectors.joining("; "))
                        + ")"));
  }

  private static ThreadFactory daemons() {
    return task -> {
      Thread thread = new Thread(task, "lucy-bytes");
      thread.setDaemon(true);
      return thread;
    };
  }
}
