package io.lucy.fabric.log.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.Place;
import io.lucy.fabric.log.Topic;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/** Turns the log's records into Kafka's and back. An empty value in a compacted topic is a null. */
final class KafkaRecords {
  private KafkaRecords() {}

  static ProducerRecord<String, byte[]> toKafka(String name, Topic topic, LogRecord record) {
    byte[] value = topic.compacted() && record.isTombstone() ? null : record.value();
    ProducerRecord<String, byte[]> sent = new ProducerRecord<>(name, record.key(), value);
    record.headers().forEach((header, text) -> sent.headers().add(header, text.getBytes(UTF_8)));
    return sent;
  }

  static LogRecord of(ConsumerRecord<String, byte[]> received) {
    Map<String, String> headers = new HashMap<>();
    for (Header header : received.headers()) {
      headers.put(header.key(), header.value() == null ? "" : new String(header.value(), UTF_8));
    }
    byte[] value = received.value();
    String key = received.key();
    // Only others append records without a key; a handler that cannot read them makes dead letters.
    boolean named = key != null && !key.isEmpty();
    return new LogRecord(
        named ? key : place(received).toString(), value == null ? new byte[0] : value, headers);
  }

  static Place place(ConsumerRecord<String, byte[]> received) {
    return new Place(received.partition(), received.offset());
  }

  static int sizeBytes(ConsumerRecord<String, byte[]> received) {
    return Math.max(0, received.serializedKeySize()) + Math.max(0, received.serializedValueSize());
  }
}
