package io.lucy.fabric.log.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.fabric.log.LogRecord;
import java.nio.ByteBuffer;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class RecordFormatPropertyTest {
  @Property(tries = 300)
  void readsBackWhatItWrites(
      @ForAll @NotEmpty String key,
      @ForAll byte[] value,
      @ForAll @Size(max = 5)
          Map<@StringLength(max = 9) String, @StringLength(max = 9) String> headers,
      @ForAll long offset,
      @ForAll long millis) {
    LogRecord record = new LogRecord(key, value, headers);
    StoredRecord stored =
        RecordFormat.decode(ByteBuffer.wrap(sealed(record, offset, millis))).orElseThrow();
    assertThat(stored.offset()).isEqualTo(offset);
    assertThat(stored.millis()).isEqualTo(millis);
    assertThat(stored.record().key()).isEqualTo(key);
    assertThat(stored.record().value()).isEqualTo(value);
    assertThat(stored.record().headers()).isEqualTo(record.headers());
  }

  @Property(tries = 1000)
  void rejectsEverySingleBitFlip(@ForAll byte[] value, @ForAll @IntRange(min = 0) int flip) {
    byte[] bytes = sealed(new LogRecord("key", value, Map.of("name", "text")), 7, 8);
    int bit = flip % (bytes.length * Byte.SIZE);
    bytes[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
    assertThat(RecordFormat.decode(ByteBuffer.wrap(bytes))).isEmpty();
  }

  private static byte[] sealed(LogRecord record, long offset, long millis) {
    byte[] encoded = RecordFormat.encode(record, millis);
    RecordFormat.seal(encoded, offset);
    return encoded;
  }
}
