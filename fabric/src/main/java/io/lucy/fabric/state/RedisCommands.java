package io.lucy.fabric.state;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lucy.fabric.UnavailableException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one connection on which all threads send their commands; whoever sends while others wait
 * shares their round trip. It is opened when the first command comes, and again when it was lost.
 *
 * <p>A command is sent at most once. One that gets no answer in time gives up a connection that has
 * been silent since, because the other end may be gone without a word.
 */
final class RedisCommands {
  private static final long RECONNECT_PAUSE_MILLIS = 50;

  private final RedisAccess access;
  private @Nullable CompletableFuture<StatefulRedisConnection<String, byte[]>> connection;
  private volatile long lastAnswerNanos = System.nanoTime();

  RedisCommands(RedisAccess access) {
    this.access = access;
  }

  /**
   * Sends a command and waits for the answer, which may be null.
   *
   * @throws UnavailableException if there is none in time, or it is an error
   */
  <T extends @Nullable Object> T call(
      String what, Function<RedisAsyncCommands<String, byte[]>, ? extends Future<T>> command) {
    long start = System.nanoTime();
    long end = start + access.timeout().toNanos();
    while (true) {
      StatefulRedisConnection<String, byte[]> open = connected(what, end);
      Future<T> sent;
      try {
        sent = command.apply(open.async());
      } catch (RedisException e) {
        // Not sent: the connection was lost just now, or too many commands wait already.
        pauseUnlessOver(what, end, e);
        continue;
      }
      return answer(what, open, sent, start);
    }
  }

  private <T extends @Nullable Object> T answer(
      String what, StatefulRedisConnection<String, byte[]> open, Future<T> sent, long start) {
    long end = start + access.timeout().toNanos();
    try {
      T answer = sent.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      lastAnswerNanos = System.nanoTime();
      return answer;
    } catch (TimeoutException e) {
      sent.cancel(true);
      if (lastAnswerNanos - start < 0) {
        RedisAccess.closeLater(open);
      }
      throw access.unavailable(what, null);
    } catch (ExecutionException e) {
      throw access.unavailable(what, e.getCause());
    } catch (CancellationException e) {
      throw access.unavailable(what, e);
    } catch (InterruptedException e) {
      throw interrupted(what, e);
    }
  }

  /** Goes on trying to connect until the time is up: a Redis that restarts is soon back. */
  private StatefulRedisConnection<String, byte[]> connected(String what, long end) {
    while (true) {
      try {
        long left = Math.max(end - System.nanoTime(), 0);
        StatefulRedisConnection<String, byte[]> open = connection().get(left, TimeUnit.NANOSECONDS);
        if (open.isOpen()) {
          return open;
        }
      } catch (ExecutionException e) {
        pauseUnlessOver(what, end, e);
      } catch (TimeoutException e) {
        throw access.unavailable(what, null);
      } catch (InterruptedException e) {
        throw interrupted(what, e);
      }
    }
  }

  private synchronized CompletableFuture<StatefulRedisConnection<String, byte[]>> connection() {
    if (connection == null || connection.isCompletedExceptionally() || isLost(connection)) {
      connection =
          access.client().connectAsync(RedisAccess.CODEC, access.uri()).toCompletableFuture();
    }
    return connection;
  }

  private static boolean isLost(
      CompletableFuture<StatefulRedisConnection<String, byte[]>> connection) {
    StatefulRedisConnection<String, byte[]> open = connection.getNow(null);
    boolean lost = open != null && !open.isOpen();
    if (lost) {
      RedisAccess.closeLater(open);
    }
    return lost;
  }

  private void pauseUnlessOver(String what, long end, Exception why) {
    if (end - System.nanoTime() <= TimeUnit.MILLISECONDS.toNanos(RECONNECT_PAUSE_MILLIS)) {
      throw access.unavailable(what, why);
    }
    try {
      Thread.sleep(RECONNECT_PAUSE_MILLIS);
    } catch (InterruptedException e) {
      throw interrupted(what, e);
    }
  }

  private UnavailableException interrupted(String what, InterruptedException e) {
    Thread.currentThread().interrupt();
    return access.unavailable(what, e);
  }
}
