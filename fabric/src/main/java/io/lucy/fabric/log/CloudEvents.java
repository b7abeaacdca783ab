package io.lucy.fabric.log;

import com.google.protobuf.Message;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Says in a record's headers what it is, as CloudEvents 1.0 do in Kafka's binary mode: the value is
 * a protobuf message and nothing else.
 *
 * <table>
 * <caption>Headers</caption>
 * <tr><td>{@code ce_specversion}</td><td>1.0</td></tr>
 * <tr><td>{@code ce_id}</td><td>unique for each record, the same when it is handed out again</td></tr>
 * <tr><td>{@code ce_source}</td><td>who says it</td></tr>
 * <tr><td>{@code ce_type}</td><td>full name of the message</td></tr>
 * <tr><td>{@code ce_subject}</td><td>what it is about, such as a clone id</td></tr>
 * <tr><td>{@code ce_time}</td><td>when it was said, in UTC</td></tr>
 * <tr><td>{@code ce_lucyowner}</td><td>whose it is</td></tr>
 * <tr><td>{@code content-type}</td><td>application/protobuf</td></tr>
 * </table>
 *
 * @param source of all records that this makes, such as {@code /lucy/inserter}
 */
public record CloudEvents(String source) {
  public static final String ID = "ce_id";
  public static final String TYPE = "ce_type";
  public static final String SUBJECT = "ce_subject";
  public static final String OWNER = "ce_lucyowner";

  private static final String TIME = "ce_time";

  public CloudEvents {
    if (source.isBlank()) {
      throw new IllegalArgumentException("a source without a name");
    }
  }

  /** A record that says {@code message} now. */
  public LogRecord record(String key, Message message, String subject, String owner) {
    return new LogRecord(key, message.toByteArray(), headers(message, subject, owner));
  }

  /** A record that makes a compacted topic forget a key that {@code type} was kept under. */
  public LogRecord tombstone(String key, Message type, String subject, String owner) {
    return new LogRecord(key, new byte[0], headers(type, subject, owner));
  }

  /** When a record was said; the epoch if it does not tell. */
  public static Instant time(LogRecord record) {
    try {
      return Instant.parse(record.headers().getOrDefault(TIME, ""));
    } catch (DateTimeParseException e) {
      return Instant.EPOCH;
    }
  }

  private Map<String, String> headers(Message message, String subject, String owner) {
    Map<String, String> headers = new TreeMap<>();
    headers.put("ce_specversion", "1.0");
    headers.put(ID, UUID.randomUUID().toString());
    headers.put("ce_source", source);
    headers.put(TYPE, message.getDescriptorForType().getFullName());
    headers.put(SUBJECT, subject);
    headers.put(TIME, Instant.now().toString());
    headers.put(OWNER, owner);
    headers.put("content-type", "application/protobuf");
    return headers;
  }
}
