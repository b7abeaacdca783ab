package io.lucy.fabric.log.embedded;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.DiskError;
import io.lucy.fabric.log.EventLog.Lag;
import io.lucy.fabric.log.Topic;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A topic that is in use, with how far every group has come that ever consumed it. */
final class OpenTopic implements AutoCloseable {
  private static final Logger LOGGER = System.getLogger(OpenTopic.class.getName());

  private final Topic topic;
  private final Path folder;
  private final TopicLog log;
  private final Map<String, GroupOffset> offsets = new TreeMap<>();

  OpenTopic(Path folder, Topic topic, int segmentBytes) {
    this.topic = topic;
    this.folder = folder;
    this.log = new TopicLog(folder, topic, segmentBytes);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(GroupOffset.SUFFIX)) {
          offset(name.substring(0, name.length() - GroupOffset.SUFFIX.length()));
        }
      }
    } catch (IOException e) {
      throw new LucyException(
          Reason.STORAGE_FAILED,
          "cannot list '" + folder + "': " + DiskError.describe(e) + " (check permissions)",
          e);
    }
  }

  Topic topic() {
    return topic;
  }

  TopicLog log() {
    return log;
  }

  /** How far a group has come; a new one begins at the oldest record. */
  synchronized GroupOffset offset(String group) {
    return offsets.computeIfAbsent(
        group, name -> new GroupOffset(folder.resolve(name + GroupOffset.SUFFIX), log.end()));
  }

  synchronized List<Lag> lag() {
    return offsets.entrySet().stream()
        .map(
            entry ->
                new Lag(
                    topic.name(),
                    entry.getKey(),
                    Math.max(0, log.end() - entry.getValue().committed())))
        .toList();
  }

  /** Frees space; what cannot be freed now is tried again the next time. */
  void tidy(long keptBytes) {
    try {
      log.tidy(slowest(), keptBytes);
    } catch (IOException | LucyException e) {
      LOGGER.log(Level.WARNING, "cannot free space in '" + folder + "'", e);
    }
  }

  private synchronized long slowest() {
    return offsets.values().stream().mapToLong(GroupOffset::committed).min().orElse(Long.MAX_VALUE);
  }

  @Override
  public synchronized void close() {
    log.close();
    offsets.values().forEach(GroupOffset::close);
  }
}
