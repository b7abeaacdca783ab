package io.lucy.fabric.state;

import static io.lettuce.core.ScriptOutputType.INTEGER;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.KeyValue;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lucy.fabric.UnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A state store in Redis, shared by all processes that name the same Redis and the same prefix.
 * {@code docs/architecture/state-and-blobs.md} says what lies there under which names.
 *
 * <p>Whatever sets a value publishes it in the same script, so watchers hear of values in the order
 * in which they were set. All threads share one connection, and all watches another. Redis need not
 * be there when a store is made; it may restart, empty or not, at any time.
 */
public final class RedisStateStore implements StateStore {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int SCAN_PAGE = 1000;
  private static final int LISTENER_THREADS = 2;

  private static final String PUT =
      "redis.call('SET', KEYS[1], ARGV[1]) redis.call('PUBLISH', ARGV[2], ARGV[1]) return 1";
  private static final String PUT_FOR_A_TIME =
      "redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])"
          + " redis.call('PUBLISH', ARGV[2], ARGV[1]) return 1";
  private static final String PUT_IF_ABSENT =
      "if not redis.call('SET', KEYS[1], ARGV[1], 'NX') then return 0 end"
          + " redis.call('PUBLISH', ARGV[2], ARGV[1]) return 1";
  private static final String REPLACE =
      "if redis.call('GET', KEYS[1]) ~= ARGV[3] then return 0 end"
          + " redis.call('SET', KEYS[1], ARGV[1]) redis.call('PUBLISH', ARGV[2], ARGV[1]) return 1";

  private final RedisKeys keys;
  private final RedisAccess access;
  private final RedisCommands commands;
  private final RedisChannels channels;
  private final Watchers watchers;
  private final ExecutorService listenerThreads;
  private final ExecutorService upkeepThread;
  private volatile boolean closed;

  /**
   * Connects when it is first used.
   *
   * @param address such as {@code redis://localhost:6379}, or {@code
   *     rediss://:PASSWORD@HOST:PORT/0}
   * @param prefix what all names in Redis begin with; {@code lucy:} unless several installations
   *     share a Redis
   * @throws io.lucy.engine.LucyException with {@code ARGUMENT_INVALID} if the address is none
   */
  public RedisStateStore(String address, String prefix) {
    this.keys = new RedisKeys(prefix);
    this.access = new RedisAccess(address, TIMEOUT);
    this.commands = new RedisCommands(access);
    this.listenerThreads = Executors.newFixedThreadPool(LISTENER_THREADS, daemons("watch"));
    this.upkeepThread = Executors.newSingleThreadExecutor(daemons("upkeep"));
    this.watchers = new Watchers(listenerThreads);
    CatchingUp catchingUp = new CatchingUp(keys, commands, upkeepThread);
    this.channels =
        new RedisChannels(
            access,
            upkeepThread,
            new RedisChannels.Hearing() {
              @Override
              public void message(String channel, byte[] value) {
                watchers.announce(keys.keyOf(channel), value);
              }

              @Override
              public void missed(List<String> resumed) {
                catchingUp.add(resumed);
              }
            });
  }

  @Override
  public Optional<byte[]> get(String key) {
    return Optional.ofNullable(this.<byte @Nullable []>call("GET", to -> to.get(keys.value(key))));
  }

  @Override
  public List<Optional<byte[]>> getAll(List<String> wanted) {
    if (wanted.isEmpty()) {
      return List.of();
    }
    String[] names = wanted.stream().map(keys::value).toArray(String[]::new);
    List<KeyValue<String, byte[]>> found = call("MGET", to -> to.mget(names));
    return found.stream().map(KeyValue::optional).toList();
  }

  @Override
  public void put(String key, byte[] value) {
    script("SET", PUT, key, value);
  }

  @Override
  public void put(String key, byte[] value, Duration timeToLive) {
    Requirements.requireTimeToLive(timeToLive);
    script("SET", PUT_FOR_A_TIME, key, value, bytes(Long.toString(timeToLive.toMillis())));
  }

  @Override
  public boolean putIfAbsent(String key, byte[] value) {
    return script("SET", PUT_IF_ABSENT, key, value) == 1;
  }

  @Override
  public boolean replace(String key, byte[] expected, byte[] value) {
    return script("SET", REPLACE, key, value, expected) == 1;
  }

  @Override
  public void delete(String key) {
    call("DEL", to -> to.del(keys.value(key)));
  }

  @Override
  public void add(String set, String member) {
    call("ZADD", to -> to.zadd(keys.set(set), 0, bytes(member)));
  }

  @Override
  public void remove(String set, String member) {
    call("ZREM", to -> to.zrem(keys.set(set), bytes(member)));
  }

  @Override
  public List<String> members(String set, String after, int limit) {
    Requirements.requireLimit(limit);
    Range.Boundary<byte[]> first =
        after.isEmpty() ? Range.Boundary.unbounded() : Range.Boundary.excluding(bytes(after));
    Range<byte[]> range = Range.from(first, Range.Boundary.unbounded());
    List<byte[]> members =
        call("ZRANGEBYLEX", to -> to.zrangebylex(keys.set(set), range, Limit.create(0, limit)));
    return members.stream().map(member -> new String(member, UTF_8)).toList();
  }

  @Override
  public Watch watch(String key, Consumer<byte[]> listener) {
    requireOpen();
    String channel = keys.channel(key);
    Watch heard = watchers.add(key, listener);
    try {
      channels.join(channel);
    } catch (UnavailableException e) {
      heard.close();
      throw e;
    }
    AtomicBoolean ended = new AtomicBoolean();
    return () -> {
      if (ended.compareAndSet(false, true)) {
        heard.close();
        channels.leave(channel);
      }
    };
  }

  @Override
  public void clear() {
    ScanArgs ours = ScanArgs.Builder.matches(keys.everything()).limit(SCAN_PAGE);
    ScanCursor cursor = ScanCursor.INITIAL;
    while (!cursor.isFinished()) {
      ScanCursor from = cursor;
      KeyScanCursor<String> page = call("SCAN", to -> to.scan(from, ours));
      if (!page.getKeys().isEmpty()) {
        String[] names = page.getKeys().toArray(String[]::new);
        call("UNLINK", to -> to.unlink(names));
      }
      cursor = page;
    }
  }

  @Override
  public void close() {
    closed = true;
    channels.close();
    upkeepThread.shutdownNow();
    listenerThreads.shutdownNow();
    access.close();
  }

  /** Runs a script that sets a key, with its value, its channel and more as arguments. */
  private long script(String what, String script, String key, byte[] value, byte[]... more) {
    byte[][] arguments = new byte[2 + more.length][];
    arguments[0] = value;
    arguments[1] = bytes(keys.channel(key));
    System.arraycopy(more, 0, arguments, 2, more.length);
    String[] names = {keys.value(key)};
    return this.<Long>call(what, to -> to.eval(script, INTEGER, names, arguments));
  }

  private <T extends @Nullable Object> T call(
      String what, Function<RedisAsyncCommands<String, byte[]>, RedisFuture<T>> command) {
    requireOpen();
    return commands.call(what, command);
  }

  private static ThreadFactory daemons(String purpose) {
    return task -> {
      Thread thread = new Thread(task, "lucy-state-" + purpose);
      thread.setDaemon(true);
      return thread;
    };
  }

  private void requireOpen() {
    if (closed) {
      throw new UnavailableException("the state store is closed");
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
