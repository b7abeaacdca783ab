package io.lucy.fabric.log.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lucy.fabric.log.LogRecord;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The bytes of a record, big-endian.
 *
 * <pre>
 * record  := length:int32 crc:int32 body     length of the body; CRC32C over length and body
 * body    := offset:int64 millis:int64 key:text count:int32 header{count} value
 * header  := name:text value:text
 * text    := length:int32 utf8
 * value   := the rest of the body
 * </pre>
 */
final class RecordFormat {
  static final int PREFIX_BYTES = 8;

  private static final int LENGTH_AT = 0;
  private static final int CRC_AT = LENGTH_AT + 4;
  private static final int OFFSET_AT = CRC_AT + 4;
  private static final int MILLIS_AT = OFFSET_AT + 8;
  private static final int KEY_AT = MILLIS_AT + 8;

  /** A body holds at least its numbers, an empty key and no headers. */
  static final int SMALLEST_BODY_BYTES = KEY_AT + 4 + 4 - PREFIX_BYTES;

  private RecordFormat() {}

  /** All of a record but its offset and checksum, which {@link #seal} sets. */
  static byte[] encode(LogRecord record, long millis) {
    byte[] key = record.key().getBytes(UTF_8);
    List<byte[]> texts = new ArrayList<>();
    int size = KEY_AT + 4 + key.length + 4 + record.value().length;
    for (Map.Entry<String, String> header : record.headers().entrySet()) {
      for (String text : List.of(header.getKey(), header.getValue())) {
        byte[] bytes = text.getBytes(UTF_8);
        texts.add(bytes);
        size = Math.addExact(size, 4 + bytes.length);
      }
    }
    ByteBuffer buffer = ByteBuffer.allocate(size);
    buffer.putInt(LENGTH_AT, size - PREFIX_BYTES).putLong(MILLIS_AT, millis).position(KEY_AT);
    buffer.putInt(key.length).put(key).putInt(record.headers().size());
    texts.forEach(text -> buffer.putInt(text.length).put(text));
    buffer.put(record.value());
    return buffer.array();
  }

  /** Completes an encoded record. */
  static void seal(byte[] encoded, long offset) {
    ByteBuffer buffer = ByteBuffer.wrap(encoded);
    buffer.putLong(OFFSET_AT, offset);
    buffer.putInt(CRC_AT, checksum(buffer));
  }

  /** The length of the body that a prefix announces. */
  static int bodyBytes(ByteBuffer prefix) {
    return prefix.getInt(LENGTH_AT);
  }

  /** The record that fills a buffer, or nothing if it is damaged. */
  static Optional<StoredRecord> decode(ByteBuffer buffer) {
    if (checksum(buffer) != buffer.getInt(CRC_AT)) {
      return Optional.empty();
    }
    try {
      ByteBuffer body = buffer.duplicate().position(KEY_AT);
      String key = text(body);
      int count = body.getInt();
      Map<String, String> headers = new HashMap<>();
      for (int i = 0; i < count; i++) {
        headers.put(text(body), text(body));
      }
      byte[] value = new byte[body.remaining()];
      body.get(value);
      return Optional.of(
          new StoredRecord(
              buffer.getLong(OFFSET_AT),
              buffer.getLong(MILLIS_AT),
              buffer.limit(),
              new LogRecord(key, value, headers)));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      // The checksum holds, so this was written by something that does not know the format.
      return Optional.empty();
    }
  }

  private static String text(ByteBuffer body) {
    int length = body.getInt();
    if (length < 0 || length > body.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    body.get(bytes);
    return new String(bytes, UTF_8);
  }

  private static int checksum(ByteBuffer record) {
    CRC32C crc = new CRC32C();
    crc.update(record.duplicate().position(LENGTH_AT).limit(CRC_AT));
    crc.update(record.duplicate().position(OFFSET_AT));
    return (int) crc.getValue();
  }
}
