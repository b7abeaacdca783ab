package io.lucy.fabric.state;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.fabric.UnavailableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Which Redis to talk to, and how: what all its connections have in common. */
final class RedisAccess implements AutoCloseable {
  private static final Logger LOG = System.getLogger(RedisAccess.class.getName());

  static final RedisCodec<String, byte[]> CODEC =
      RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

  private static final Duration KEEP_ALIVE_IDLE = Duration.ofSeconds(5);
  private static final Duration KEEP_ALIVE_INTERVAL = Duration.ofSeconds(1);
  private static final int KEEP_ALIVE_PROBES = 3;
  private static final int MAX_UNANSWERED = 20_000;

  private final RedisURI uri;
  private final Duration timeout;
  private final RedisClient client;

  /**
   * Connects to nothing yet.
   *
   * @throws LucyException with {@code ARGUMENT_INVALID} if the address is none
   */
  RedisAccess(String address, Duration timeout) {
    this.timeout = timeout;
    try {
      this.uri = RedisURI.create(address);
    } catch (IllegalArgumentException e) {
      // The address itself may hold a password.
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "the address of Redis cannot be read (expected: redis://HOST:PORT, and the like)");
    }
    uri.setTimeout(timeout);
    this.client = RedisClient.create(uri);
    client.setOptions(options(timeout));
  }

  /**
   * Connections that are lost are lost with all that waits for an answer on them: Lettuce would
   * send it again on the next one, and then a value that was replaced the first time would be said
   * to be another one.
   */
  private static ClientOptions options(Duration timeout) {
    return ClientOptions.builder()
        .autoReconnect(false)
        .requestQueueSize(MAX_UNANSWERED)
        .socketOptions(
            SocketOptions.builder()
                .connectTimeout(timeout)
                .keepAlive(
                    SocketOptions.KeepAliveOptions.builder()
                        .enable()
                        .idle(KEEP_ALIVE_IDLE)
                        .interval(KEEP_ALIVE_INTERVAL)
                        .count(KEEP_ALIVE_PROBES)
                        .build())
                .build())
        .build();
  }

  RedisClient client() {
    return client;
  }

  RedisURI uri() {
    return uri;
  }

  /** How long anything may take. */
  Duration timeout() {
    return timeout;
  }

  /** Gives a connection up, without waiting for the end of it. */
  static void closeLater(StatefulConnection<?, ?> connection) {
    CompletionStage<Void> closing = connection.closeAsync();
    closing.whenComplete((done, failure) -> LOG.log(Level.TRACE, "closed a connection", failure));
  }

  UnavailableException unavailable(String what, @Nullable Throwable cause) {
    String why = cause == null ? "no answer within " + timeout.toMillis() + " ms" : describe(cause);
    String message =
        "Redis at %s:%d: %s: %s (is it running, and can it be reached?)"
            .formatted(uri.getHost(), uri.getPort(), what, why);
    return cause == null
        ? new UnavailableException(message)
        : new UnavailableException(message, cause);
  }

  private static String describe(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null ? root.getClass().getSimpleName() : message;
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, timeout);
  }
}
