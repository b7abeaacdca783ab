package io.lucy.fabric.grpc;

import java.time.Duration;

/**
 * What a call may cost, the same for servers and clients.
 *
 * <p>The servers' side of it is in {@code META-INF/microprofile-config.properties}.
 */
public final class GrpcLimits {
  /** The largest message. More than that goes in pieces. */
  public static final int MESSAGE_BYTES = 4 << 20;

  /** The largest set of headers or trailers; they carry the details of refusals. */
  public static final int METADATA_BYTES = 16 << 10;

  /** How long a client waits for a single answer if it does not say otherwise. */
  public static final Duration DEADLINE = Duration.ofSeconds(30);

  /** How long a connection with calls may be silent before it is asked whether it is alive. */
  public static final Duration KEEPALIVE = Duration.ofSeconds(30);

  /** How long the answer to that may take. */
  public static final Duration KEEPALIVE_TIMEOUT = Duration.ofSeconds(10);

  private GrpcLimits() {}
}
