package io.lucy.fabric.state;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The one connection on which all channels of a process are heard, opened with the first of them. A
 * channel is subscribed to for as long as it has users.
 *
 * <p>A connection that is lost is opened again, as long as there are channels; then all of them are
 * subscribed to, and those that may have missed something are named to {@link Hearing#missed}.
 */
final class RedisChannels {
  private static final Logger LOG = System.getLogger(RedisChannels.class.getName());
  private static final long RECONNECT_MILLIS = 250;

  private final RedisAccess access;
  private final Executor executor;
  private final Hearing hearing;
  private final Map<String, Channel> channels = new HashMap<>();
  private @Nullable StatefulRedisPubSubConnection<String, byte[]> connection;
  private boolean connecting;
  private boolean closed;

  /** What is heard. Called on threads that must not wait. */
  interface Hearing {
    void message(String channel, byte[] value);

    /** Messages on these channels may have gone by unheard; those to come will be heard. */
    void missed(List<String> channels);
  }

  private static final class Channel {
    final CompletableFuture<Void> subscribed = new CompletableFuture<>();
    int users;
  }

  RedisChannels(RedisAccess access, Executor executor, Hearing hearing) {
    this.access = access;
    this.executor = executor;
    this.hearing = hearing;
  }

  /**
   * Hears of every message that is published after this returns.
   *
   * @throws io.lucy.fabric.UnavailableException if Redis does not confirm it in time
   */
  void join(String name) {
    CompletableFuture<Void> subscribed = joined(name);
    try {
      subscribed.get(access.timeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      leave(name);
      throw access.unavailable("SUBSCRIBE", null);
    } catch (ExecutionException e) {
      leave(name);
      throw access.unavailable("SUBSCRIBE", e.getCause());
    } catch (InterruptedException e) {
      leave(name);
      Thread.currentThread().interrupt();
      throw access.unavailable("SUBSCRIBE", e);
    }
  }

  private synchronized CompletableFuture<Void> joined(String name) {
    Channel channel = channels.computeIfAbsent(name, key -> new Channel());
    channel.users++;
    if (connection == null) {
      connect();
    } else if (channel.users == 1) {
      subscribe(connection, Map.of(name, channel));
    }
    return channel.subscribed;
  }

  /** Undoes one {@link #join}. */
  synchronized void leave(String name) {
    Channel channel = channels.get(name);
    if (channel != null && --channel.users == 0) {
      channels.remove(name);
      if (connection != null) {
        unsubscribe(connection, name);
      }
    }
  }

  synchronized void close() {
    closed = true;
    channels.clear();
  }

  private synchronized void connect() {
    if (connecting || closed || channels.isEmpty()) {
      return;
    }
    connecting = true;
    CompletionStage<StatefulRedisPubSubConnection<String, byte[]>> opening =
        access.client().connectPubSubAsync(RedisAccess.CODEC, access.uri());
    opening.whenComplete(
        (opened, failure) -> {
          if (failure == null) {
            connected(opened);
          } else {
            connectLater();
          }
        });
  }

  private synchronized void connectLater() {
    connecting = false;
    if (!closed) {
      CompletableFuture.delayedExecutor(RECONNECT_MILLIS, TimeUnit.MILLISECONDS, executor)
          .execute(this::connect);
    }
  }

  private synchronized void connected(StatefulRedisPubSubConnection<String, byte[]> opened) {
    connecting = false;
    connection = opened;
    opened.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void message(String channel, byte[] value) {
            hearing.message(channel, value);
          }
        });
    opened.addListener(
        new RedisConnectionStateListener() {
          @Override
          public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
            disconnected(opened);
          }
        });
    if (!opened.isOpen()) {
      disconnected(opened);
    } else if (!channels.isEmpty()) {
      subscribe(opened, Map.copyOf(channels));
    }
  }

  private synchronized void disconnected(StatefulRedisPubSubConnection<String, byte[]> lost) {
    if (connection == lost) {
      connection = null;
      RedisAccess.closeLater(lost);
      connectLater();
    }
  }

  private void subscribe(
      StatefulRedisPubSubConnection<String, byte[]> open, Map<String, Channel> added) {
    try {
      open.async()
          .subscribe(added.keySet().toArray(String[]::new))
          .whenComplete(
              (ignored, failure) -> {
                if (failure == null) {
                  subscribed(added);
                } else {
                  giveUp(open, failure);
                }
              });
    } catch (RedisException e) {
      giveUp(open, e);
    }
  }

  private static void unsubscribe(StatefulRedisPubSubConnection<String, byte[]> open, String name) {
    try {
      open.async()
          .unsubscribe(name)
          .whenComplete((done, failure) -> LOG.log(Level.TRACE, "unsubscribed", failure));
    } catch (RedisException e) {
      LOG.log(Level.DEBUG, "the connection is lost, and the subscription with it", e);
    }
  }

  private void giveUp(StatefulRedisPubSubConnection<String, byte[]> open, Throwable failure) {
    LOG.log(Level.DEBUG, "not subscribed, and the connection is opened again", failure);
    disconnected(open);
  }

  private void subscribed(Map<String, Channel> added) {
    List<String> resumed = new ArrayList<>();
    added.forEach(
        (name, channel) -> {
          if (!channel.subscribed.complete(null)) {
            resumed.add(name);
          }
        });
    if (!resumed.isEmpty()) {
      hearing.missed(resumed);
    }
  }
}
