package io.lucy.engine.path;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Writes one protobuf message in the one encoding that clone paths have: fields by ascending
 * number, numbers and bytes left out where they are zero or empty, lists of numbers packed.
 *
 * <p>Callers keep the order of the fields. Not thread-safe.
 */
final class MessageWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

  /** An unsigned number. */
  MessageWriter number(int field, long value) {
    return value == 0 ? this : write(() -> out.writeUInt64(field, value));
  }

  /** Bytes that are left out when there are none. */
  MessageWriter bytes(int field, byte[] value) {
    return value.length == 0 ? this : always(field, value);
  }

  /** Bytes or an encoded message, written even when empty: an element of a list, or present. */
  MessageWriter always(int field, byte[] value) {
    return write(() -> out.writeByteArray(field, value));
  }

  MessageWriter text(int field, String value) {
    return value.isEmpty() ? this : element(field, value);
  }

  /** Text that is written even when empty. */
  MessageWriter element(int field, String value) {
    return write(() -> out.writeString(field, value));
  }

  MessageWriter texts(int field, List<String> values) {
    values.forEach(value -> element(field, value));
    return this;
  }

  /** A packed list of unsigned numbers. */
  MessageWriter numbers(int field, List<Integer> values) {
    MessageWriter packed = new MessageWriter();
    values.forEach(value -> packed.write(() -> packed.out.writeUInt32NoTag(value)));
    return bytes(field, packed.toBytes());
  }

  /** A packed list of fp32 numbers, little-endian. */
  MessageWriter floats(int field, float... values) {
    return bytes(field, FloatBytes.of(values));
  }

  byte[] toBytes() {
    write(out::flush);
    return bytes.toByteArray();
  }

  private MessageWriter write(Write write) {
    try {
      write.run();
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not refuse writes", e);
    }
    return this;
  }

  private interface Write {
    void run() throws IOException;
  }
}
