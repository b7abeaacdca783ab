package io.lucy.transfer;

import com.google.protobuf.Message;
import io.lucy.fabric.log.CloudEvents;
import io.lucy.fabric.log.EventLog;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.Topic;
import java.util.concurrent.CompletionException;

/** Puts into the log what is kept, and what is forgotten; returns when the log has it for good. */
final class Announcements {
  private static final CloudEvents EVENTS = new CloudEvents("/lucy/transfer");

  private final EventLog log;

  Announcements(EventLog log) {
    this.log = log;
  }

  /** Says that a dataset or path of an owner, by its digest or id, is kept. */
  void kept(Topic topic, String owner, String digits, Message record) {
    append(topic, EVENTS.record(TransferKeys.record(owner, digits), record, digits, owner));
  }

  /** Says that it is kept no longer; {@code type} as it was said before. */
  void forgotten(Topic topic, String owner, String digits, Message type) {
    append(topic, EVENTS.tombstone(TransferKeys.record(owner, digits), type, digits, owner));
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
