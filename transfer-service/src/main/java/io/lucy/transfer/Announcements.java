package io.lucy.transfer;

import com.google.protobuf.Message;
import io.lucy.fabric.log.CloudEvents;
import io.lucy.fabric.log.EventLog;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.Topic;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** Puts into the log what is kept, and what is forgotten; returns when the log has it for good. */
final class Announcements {
  private static final String SOURCE = "transfer";
  private static final byte[] NOTHING = {};

  private final EventLog log;
  private final Clock clock;

  Announcements(EventLog log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  /** Says that a dataset or path of an owner, by its digest or id, is kept. */
  void kept(Topic topic, String owner, String digits, Message record) {
    String key = TransferKeys.record(owner, digits);
    append(topic, CloudEvents.record(key, record, SOURCE, digits, owner, clock.instant()));
  }

  /** Says that it is kept no longer. */
  void forgotten(Topic topic, String owner, String digits) {
    append(topic, new LogRecord(TransferKeys.record(owner, digits), NOTHING, Map.of()));
  }

  private void append(Topic topic, LogRecord record) {
    try {
      log.append(topic, record).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
