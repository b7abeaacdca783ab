package io.lucy.fabric.log;

import com.google.protobuf.Message;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Puts messages into records with the headers of CloudEvents 1.0, in the binary mode that the
 * specification has for Kafka, and the extension {@code lucyowner}.
 */
public final class CloudEvents {
  private static final String TIME = "ce_time";

  private CloudEvents() {}

  /**
   * A record of a message.
   *
   * @param source the service that says it, such as {@code inserter}
   * @param subject what it is about, such as a clone's id
   */
  public static LogRecord record(
      String key, Message message, String source, String subject, String owner, Instant time) {
    return new LogRecord(
        key,
        message.toByteArray(),
        Map.of(
            "ce_specversion",
            "1.0",
            "ce_id",
            id(),
            "ce_source",
            "/lucy/" + source,
            "ce_type",
            message.getDescriptorForType().getFullName(),
            "ce_subject",
            subject,
            "ce_lucyowner",
            owner,
            TIME,
            time.toString(),
            "content-type",
            "application/protobuf"));
  }

  /** When the message was said; the epoch if the record does not tell. */
  public static Instant time(LogRecord record) {
    try {
      return Instant.parse(record.headers().getOrDefault(TIME, ""));
    } catch (DateTimeParseException e) {
      return Instant.EPOCH;
    }
  }

  /** Unique, not secret: the generator that is cheap. */
  private static String id() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }
}
