package io.lucy.fabric.log;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Topics of records that are kept in the order in which they came.
 *
 * <p>Delivery is at least once. Records of one key arrive in order, unless one of them was handled
 * before its commit was lost; then it arrives again. Between keys and topics there is no order.
 */
public interface EventLog extends AutoCloseable {
  /**
   * Keeps a record. The future completes when it survives the death of this process, and of a
   * minority of brokers; it fails with {@link io.lucy.fabric.UnavailableException} if the log does
   * not answer in time or its disk is full, and then the record may be kept or not. What depends on
   * the future runs on the log's own thread: it is quick, and waits for nothing.
   *
   * <p>Waits for some seconds while more is being kept than memory should hold.
   *
   * @throws IllegalArgumentException if the value is larger than the topic allows
   */
  CompletableFuture<Void> append(Topic topic, LogRecord record);

  /**
   * Handles a topic's records as one of a group of consumers, each record by one of them. A new
   * group begins at the oldest record. Several consumers of one process may be in one group.
   *
   * @throws IllegalArgumentException for {@link Topic#DEAD_LETTERS}: there is nowhere to put a dead
   *     letter that cannot be handled; see {@link DeadLetters}
   */
  Subscription consume(Topic topic, String group, Consumption consumption, RecordHandler handler);

  /**
   * Shows every record of a topic, and then every new one, to this process: nothing is committed,
   * and the next process begins again at the oldest. One record at a time, in the order of each
   * key. A handler that throws is called again with the same record, unless the record is poisoned:
   * that is reported, and passed over.
   */
  Subscription tail(Topic topic, Tailing tailing);

  /** Reads a topic from its oldest record to what is its newest now; keys keep their order. */
  default void read(Topic topic, Consumer<LogRecord> reader) {
    read(
        topic,
        Place.OLDEST,
        (place, record) -> {
          reader.accept(record);
          return true;
        });
  }

  /**
   * Reads a topic in the order of its places, from one of them to what is the newest now, or until
   * the reader has enough.
   */
  void read(Topic topic, Place from, PlacedReader reader);

  /** How far groups that this log knows of are behind. */
  List<Lag> lag();

  /** Stops all subscriptions, waits for handlers to end, and keeps what was appended. */
  @Override
  void close();

  /** A running consumer. */
  interface Subscription extends AutoCloseable {
    /** Interrupts handlers, waits for them to end, and commits what was handled. Idempotent. */
    @Override
    void close();
  }

  /** What a process does with a topic that it follows. */
  interface Tailing extends RecordHandler {
    /** The records that were there at the beginning have all been handled. Called once. */
    default void caughtUp() {}
  }

  /** Takes records one after the other. */
  @FunctionalInterface
  interface PlacedReader {
    /** Whether to go on. */
    boolean read(Place place, LogRecord record);
  }

  /**
   * How many records a group has yet to handle.
   *
   * @param records at least 0
   */
  record Lag(String topic, String group, long records) {}
}
