package io.lucy.fabric.log.embedded;

import io.lucy.fabric.log.Consumption;
import io.lucy.fabric.log.DeadLetter;
import io.lucy.fabric.log.EventLog;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.Place;
import io.lucy.fabric.log.RecordHandler;
import io.lucy.fabric.log.Topic;
import io.lucy.fabric.log.dispatch.HandlerThreads;
import io.lucy.fabric.log.dispatch.Member;
import io.lucy.fabric.log.dispatch.Subscriptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * An event log in a folder, for one process. Appends are durable when their futures complete:
 * whatever is appended while the disk is busy shares the next wait for it.
 *
 * <p>A topic has one partition. What groups have handled goes when it is more than {@link
 * Options#keptBytes} or older than the topic's retention; what a group has yet to handle stays.
 * Topics that no group ever consumed keep their records for their retention.
 */
public final class EmbeddedEventLog implements EventLog {
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private final Path folder;
  private final Options options;
  private final FolderLock lock;
  private final HandlerThreads threads = new HandlerThreads();
  private final Map<String, OpenTopic> topics = new ConcurrentHashMap<>();
  private final Map<String, EmbeddedGroup> groups = new HashMap<>();
  private final Subscriptions subscriptions = new Subscriptions();

  /**
   * What to trade space for.
   *
   * @param segmentBytes how large a file grows before another is begun; only whole files are
   *     deleted
   * @param keptBytes of records that all groups have handled, for each topic
   * @param tidying how often space is freed
   */
  public record Options(int segmentBytes, long keptBytes, Duration tidying) {
    public static final Options DEFAULT = new Options(1 << 20, 1 << 20, Duration.ofSeconds(10));

    public Options {
      if (segmentBytes < 1 || keptBytes < 0 || tidying.isNegative() || tidying.isZero()) {
        throw new IllegalArgumentException(
            "segments of " + segmentBytes + " bytes, " + keptBytes + " kept, every " + tidying);
      }
    }
  }

  /** Opens the log in a folder, with {@link Options#DEFAULT}. */
  public EmbeddedEventLog(Path folder) {
    this(folder, Options.DEFAULT);
  }

  /**
   * Opens the log in a folder, which is made if it is not there.
   *
   * @throws io.lucy.engine.LucyException with {@code STORAGE_FAILED} if another process uses it
   */
  public EmbeddedEventLog(Path folder, Options options) {
    this.folder = folder;
    this.options = options;
    this.lock = FolderLock.take(folder);
    threads.repeat(options.tidying(), () -> topics.values().forEach(this::tidy));
  }

  @Override
  public CompletableFuture<Void> append(Topic topic, LogRecord record) {
    topic.requireFits(record);
    return open(topic).log().append(record);
  }

  @Override
  public Subscription consume(
      Topic topic, String group, Consumption consumption, RecordHandler handler) {
    Member member = new Member(topic.name(), group, consumption, handler, this::bury);
    OpenTopic opened = open(topic);
    String name = checked(group) + "@" + topic.name();
    return subscriptions.open(
        () -> {
          EmbeddedGroup joined = join(name, group, opened, member);
          return () -> leave(name, joined, member);
        });
  }

  private EmbeddedGroup join(String name, String group, OpenTopic topic, Member member) {
    synchronized (groups) {
      EmbeddedGroup joined =
          groups.computeIfAbsent(
              name,
              key -> new EmbeddedGroup(key, topic.log(), topic.offset(group), threads.dispatch()));
      joined.dispatch().join(member);
      return joined;
    }
  }

  private void leave(String name, EmbeddedGroup group, Member member) {
    group.dispatch().leave(member);
    synchronized (groups) {
      if (group.dispatch().isDeserted() && groups.remove(name, group)) {
        group.stop();
      }
    }
  }

  private void bury(DeadLetter letter) throws Exception {
    append(Topic.DEAD_LETTERS, letter.toRecord()).get();
  }

  @Override
  public Subscription tail(Topic topic, Tailing tailing) {
    OpenTopic opened = open(topic);
    return subscriptions.open(() -> new EmbeddedTail(topic.name(), opened.log(), tailing));
  }

  @Override
  public void read(Topic topic, Place from, PlacedReader reader) {
    TopicLog log = open(topic).log();
    long end = log.end();
    try (TopicCursor cursor = log.cursor(from.partition() == 0 ? from.offset() : end)) {
      while (cursor.next() < end) {
        Optional<StoredRecord> next = cursor.read();
        if (next.isEmpty() || next.get().offset() >= end) {
          return;
        }
        if (!reader.read(new Place(0, next.get().offset()), next.get().record())) {
          return;
        }
      }
    }
  }

  @Override
  public List<Lag> lag() {
    return topics.values().stream().flatMap(topic -> topic.lag().stream()).toList();
  }

  /** Frees space now, rather than when it is time. */
  public void tidy() {
    topics.values().forEach(this::tidy);
  }

  private void tidy(OpenTopic topic) {
    topic.tidy(options.keptBytes());
  }

  private OpenTopic open(Topic topic) {
    OpenTopic opened =
        topics.computeIfAbsent(
            topic.name(),
            name -> {
              subscriptions.requireOpen();
              return new OpenTopic(folder.resolve(checked(name)), topic, options.segmentBytes());
            });
    if (!opened.topic().equals(topic)) {
      throw new IllegalArgumentException("topic is " + topic + " (was: " + opened.topic() + ")");
    }
    return opened;
  }

  private static String checked(String name) {
    if (!FILE_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'" + name + "' names no topic or group (expected: letters, digits, '.', '_', '-')");
    }
    return name;
  }

  @Override
  public void close() {
    subscriptions.close();
    threads.close();
    topics.values().forEach(OpenTopic::close);
    lock.close();
  }
}
