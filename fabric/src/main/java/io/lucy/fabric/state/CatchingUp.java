package io.lucy.fabric.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.ScriptOutputType;
import io.lucy.fabric.UnavailableException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets watchers hear of the newest values after a gap: has Redis publish them once more, so that
 * they arrive in order with those that are set meanwhile. Reading them would not do; an answer can
 * be overtaken by the next value, and the watcher would end with the older one.
 */
final class CatchingUp {
  private static final long RETRY_MILLIS = 500;
  private static final String PUBLISH_AGAIN =
      "local value = redis.call('GET', KEYS[1])"
          + " if value then redis.call('PUBLISH', ARGV[1], value) end return 1";

  private final RedisKeys keys;
  private final RedisCommands commands;
  private final Executor executor;
  private final Set<String> behind = new LinkedHashSet<>();

  CatchingUp(RedisKeys keys, RedisCommands commands, Executor executor) {
    this.keys = keys;
    this.commands = commands;
    this.executor = executor;
  }

  /** Returns at once. */
  void add(Collection<String> channels) {
    synchronized (behind) {
      behind.addAll(channels);
    }
    executor.execute(this::publishAll);
  }

  private void publishAll() {
    for (String channel = next(); channel != null; channel = next()) {
      try {
        publish(channel);
      } catch (UnavailableException e) {
        synchronized (behind) {
          behind.add(channel);
        }
        CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS, executor)
            .execute(this::publishAll);
        return;
      }
    }
  }

  private void publish(String channel) {
    String[] names = {keys.value(keys.keyOf(channel))};
    byte[] argument = channel.getBytes(UTF_8);
    commands.call(
        "PUBLISH", to -> to.eval(PUBLISH_AGAIN, ScriptOutputType.INTEGER, names, argument));
  }

  private @Nullable String next() {
    synchronized (behind) {
      String first = behind.isEmpty() ? null : behind.iterator().next();
      behind.remove(first);
      return first;
    }
  }
}
