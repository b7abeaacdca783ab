package io.lucy.fabric.log.kafka;

import io.lucy.fabric.UnavailableException;
import io.lucy.fabric.log.Consumption;
import io.lucy.fabric.log.DeadLetter;
import io.lucy.fabric.log.EventLog;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.Place;
import io.lucy.fabric.log.RecordHandler;
import io.lucy.fabric.log.Topic;
import io.lucy.fabric.log.dispatch.HandlerThreads;
import io.lucy.fabric.log.dispatch.Member;
import io.lucy.fabric.log.dispatch.Subscriptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * An event log in Kafka, for any number of processes. Topics are made when they are first used;
 * records of a key are in one partition, and a partition's records go to one process of a group.
 *
 * <p>While no broker answers, appends wait in memory: for two minutes at most, and only as long as
 * there is memory for them. Consumers wait and go on by themselves.
 *
 * <p>A topic's number of partitions must not be changed: keys would move to others, and lose their
 * order.
 */
public final class KafkaEventLog implements EventLog {
  private static final Duration CLOSING = Duration.ofSeconds(30);
  private static final Duration LONGEST_HAND_OVER = Duration.ofSeconds(30);

  private final KafkaOptions options;
  private final KafkaClients clients;
  private final Admin admin;
  private final Producer<String, byte[]> producer;
  private final KafkaTopics topics;
  private final HandlerThreads threads = new HandlerThreads();
  private final Subscriptions subscriptions = new Subscriptions();

  /** Opens the log; brokers need not answer yet. */
  public KafkaEventLog(KafkaOptions options) {
    this.options = options;
    this.clients = new KafkaClients(options);
    this.admin = clients.admin();
    this.producer = clients.producer();
    this.topics = new KafkaTopics(admin, options);
  }

  @Override
  public CompletableFuture<Void> append(Topic topic, LogRecord record) {
    topic.requireFits(record);
    CompletableFuture<Void> kept = new CompletableFuture<>();
    try {
      Future<RecordMetadata> unused =
          producer.send(
              KafkaRecords.toKafka(topics.make(topic), topic, record),
              (metadata, failure) -> {
                if (failure == null) {
                  kept.complete(null);
                } else {
                  kept.completeExceptionally(reported(topic, failure));
                }
              });
    } catch (KafkaException e) {
      kept.completeExceptionally(reported(topic, e));
    } catch (UnavailableException e) {
      kept.completeExceptionally(e);
    }
    return kept;
  }

  private RuntimeException reported(Topic topic, Exception failure) {
    if (failure instanceof RecordTooLargeException) {
      return new IllegalArgumentException(
          "a record of topic '" + topic.name() + "' is too large for the brokers", failure);
    }
    return unavailable("cannot append to topic '" + topic.name() + "'", failure);
  }

  private UnavailableException unavailable(String what, Throwable failure) {
    return new UnavailableException(
        "%s at %s: %s (check the brokers)".formatted(what, options.bootstrap(), failure), failure);
  }

  @Override
  public Subscription consume(
      Topic topic, String group, Consumption consumption, RecordHandler handler) {
    Member member = new Member(topic.name(), group, consumption, handler, this::bury);
    Duration half = options.pollInterval().dividedBy(2);
    return subscriptions.open(
        () ->
            new KafkaGroup(
                KafkaLag.groupId(options.prefix(), group, topic.name()),
                topic,
                clients,
                topics,
                threads.dispatch(),
                member,
                half.compareTo(LONGEST_HAND_OVER) < 0 ? half : LONGEST_HAND_OVER));
  }

  private void bury(DeadLetter letter) throws Exception {
    append(Topic.DEAD_LETTERS, letter.toRecord()).get();
  }

  @Override
  public Subscription tail(Topic topic, Tailing tailing) {
    return subscriptions.open(() -> new KafkaTail(topic, clients, topics, tailing));
  }

  @Override
  public void read(Topic topic, Place from, PlacedReader reader) {
    String name = topics.make(topic);
    try (Consumer<String, byte[]> consumer = clients.reader()) {
      new KafkaReading(consumer, reader).read(name, from);
    } catch (KafkaException e) {
      throw unavailable("cannot read topic '" + topic.name() + "'", e);
    }
  }

  @Override
  public List<Lag> lag() {
    try {
      return new KafkaLag(admin, options.prefix()).read();
    } catch (ExecutionException e) {
      throw unavailable("cannot tell how far groups are", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted while asking the brokers", e);
    }
  }

  @Override
  public void close() {
    subscriptions.close();
    producer.close(CLOSING);
    admin.close(CLOSING);
    threads.close();
  }
}
