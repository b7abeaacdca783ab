package io.lucy.fabric.grpc;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Channels to Lucy's services.
 *
 * <p>They notice a server that vanished, bound what they receive, and give each call with a single
 * answer the deadline {@link GrpcLimits#DEADLINE} unless it brings its own. Streams have none.
 * Channels connect when first used; the caller shuts them down.
 */
public final class Channels {
  private static final Pattern HOST_PORT =
      Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:/\\s]+):\\d{1,5}");

  private Channels() {}

  /** An unencrypted channel, for this machine and private networks. */
  public static ManagedChannel to(String hostPort) {
    return to(hostPort, InsecureChannelCredentials.create());
  }

  /**
   * A channel secured by {@code credentials}.
   *
   * @throws LucyException {@link Reason#ARGUMENT_INVALID} if {@code hostPort} is not {@code
   *     host:port}
   */
  public static ManagedChannel to(String hostPort, ChannelCredentials credentials) {
    if (!HOST_PORT.matcher(hostPort).matches()) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "server '" + hostPort + "' (expected: host:port, as in localhost:9000)");
    }
    return Grpc.newChannelBuilder(hostPort, credentials)
        .intercept(new DefaultDeadline(GrpcLimits.DEADLINE))
        .maxInboundMessageSize(GrpcLimits.MESSAGE_BYTES)
        .maxInboundMetadataSize(GrpcLimits.METADATA_BYTES)
        .keepAliveTime(GrpcLimits.KEEPALIVE.toSeconds(), TimeUnit.SECONDS)
        .keepAliveTimeout(GrpcLimits.KEEPALIVE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
        .build();
  }
}
