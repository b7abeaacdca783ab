package io.lucy.engine.path;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/**
 * Reads one protobuf message field by field; every list has a bound that is checked before an
 * element is added.
 *
 * <p>Lenient where a re-encoding shows the fault anyway (order, repetition, defaults). Everything
 * that is wrong is a {@link LucyException}, {@link Reason#PATH_CORRUPT} unless it is a bound. Not
 * thread-safe.
 */
final class MessageReader {
  /** UTF-8 takes at most three bytes for each UTF-16 unit. */
  private static final int TEXT_BYTES = 3 * PathBounds.TEXT_CHARS;

  private static final int DIGEST_BYTES = 32;

  private final String where;
  private final CodedInputStream in;
  private int tag;

  /**
   * @param where the message is, for people: {@code identity section, module 2}
   */
  MessageReader(String where, byte[] bytes) {
    this.where = where;
    this.in = CodedInputStream.newInstance(bytes);
  }

  /** The number of the next field, or 0 at the end. */
  int next() {
    tag = read(in::readTag);
    return WireFormat.getTagFieldNumber(tag);
  }

  /** An unsigned number. */
  long number() {
    expect(WireFormat.WIRETYPE_VARINT);
    return read(in::readUInt64);
  }

  /** An unsigned number with a bound. */
  int number(String what, int bound) {
    return PathBounds.atMost(where + ": " + what, number(), bound);
  }

  long number(String what, long bound) {
    return PathBounds.atMost(where + ": " + what, number(), bound);
  }

  byte[] bytes() {
    expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
    return read(in::readByteArray);
  }

  /** A SHA-256 as 64 hex digits. */
  String digest(String what) {
    byte[] digest = bytes();
    if (digest.length != DIGEST_BYTES) {
      throw corrupt("bytes of the " + what + ": " + digest.length + " (expected: 32)");
    }
    return HexFormat.of().formatHex(digest);
  }

  String text(String what) {
    expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
    int length = read(in::readRawVarint32);
    PathBounds.atMost(where + ": bytes of " + what, length, TEXT_BYTES);
    byte[] bytes = read(() -> in.readRawBytes(length));
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Adds the text to a list, unless the list is full. */
  void text(String what, List<String> list, int bound) {
    roomFor(what, list.size(), bound);
    list.add(text(what));
  }

  /** Adds a packed list of unsigned numbers to a list, each and all of them bounded. */
  void numbers(String what, List<Integer> list, int maxCount, int bound) {
    MessageReader packed = new MessageReader(where, bytes());
    while (!packed.atEnd()) {
      roomFor(what, list.size(), maxCount);
      long number = packed.read(packed.in::readRawVarint64);
      list.add(PathBounds.atMost(where + ": " + what, number, bound));
    }
  }

  /** A packed list of fp32 numbers. */
  float[] floats(String what, int bound) {
    byte[] bytes = bytes();
    if (bytes.length % Float.BYTES != 0) {
      throw corrupt("bytes of " + what + ": " + bytes.length + " (expected: a multiple of 4)");
    }
    PathBounds.atMost(where + ": number of " + what, bytes.length / Float.BYTES, bound);
    return FloatBytes.floats(bytes);
  }

  /** An embedded message. */
  MessageReader message(String what) {
    return new MessageReader(where + ", " + what, bytes());
  }

  /** Refuses an element that a list has no room for. */
  void roomFor(String what, int taken, int bound) {
    PathBounds.atMost(where + ": number of " + what, taken + 1L, bound);
  }

  /**
   * Makes the message's part of a path.
   *
   * @throws LucyException {@link Reason#PATH_CORRUPT} where the part refuses what was read
   */
  <T> T as(Function<MessageReader, T> part) {
    try {
      return part.apply(this);
    } catch (IllegalArgumentException e) {
      throw corrupt(String.valueOf(e.getMessage()));
    }
  }

  LucyException unknownField() {
    return corrupt("unknown field " + WireFormat.getTagFieldNumber(tag));
  }

  LucyException corrupt(String what) {
    return new LucyException(
        Reason.PATH_CORRUPT,
        "clone path is damaged: " + where + ": " + what + "; get the path again from its sender");
  }

  private boolean atEnd() {
    return read(in::isAtEnd);
  }

  private void expect(int wireType) {
    if (WireFormat.getTagWireType(tag) != wireType) {
      throw corrupt(
          "wire type of field "
              + WireFormat.getTagFieldNumber(tag)
              + ": "
              + WireFormat.getTagWireType(tag)
              + " (expected: "
              + wireType
              + ")");
    }
  }

  private <T> T read(Read<T> read) {
    try {
      return read.run();
    } catch (IOException e) {
      throw corrupt("byte " + in.getTotalBytesRead() + ": " + e.getMessage());
    }
  }

  private interface Read<T> {
    T run() throws IOException;
  }
}
