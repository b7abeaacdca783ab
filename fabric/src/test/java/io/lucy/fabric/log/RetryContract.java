package io.lucy.fabric.log;

import static io.lucy.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.fabric.log.EventLog.Lag;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What becomes of records that cannot be handled. */
public abstract class RetryContract extends ReadingContract {
  @Test
  void makesADeadLetterWhenAllAttemptsFailed() {
    append(TOPIC, "bad", "bad");
    append(TOPIC, "good", "good");
    AtomicInteger attempts = new AtomicInteger();
    Collector collector = new Collector();
    log.consume(
        TOPIC,
        "group",
        QUICK,
        record -> {
          if (record.key().equals("bad")) {
            attempts.incrementAndGet();
            throw new IllegalStateException("no such luck");
          }
          collector.handle(record);
        });
    eventually(() -> assertThat(deadLetters()).hasSize(1));
    DeadLetter letter = deadLetters().get(0);
    assertThat(attempts).hasValue(3);
    assertThat(letter.attempts()).isEqualTo(3);
    assertThat(letter.topic()).isEqualTo(TOPIC.name());
    assertThat(letter.group()).isEqualTo("group");
    assertThat(letter.reason()).isEqualTo("IllegalStateException: no such luck");
    assertThat(letter.record().key()).isEqualTo("bad");
    assertThat(letter.record().value()).isEqualTo("bad".getBytes(UTF_8));
    eventually(() -> assertThat(collector.values()).containsExactly("good"));
    eventually(() -> assertThat(log.lag()).contains(new Lag(TOPIC.name(), "group", 0)));
  }

  @Test
  void makesADeadLetterOfAPoisonedRecordAtOnce() {
    append(TOPIC, "key", "poison", "good");
    AtomicInteger attempts = new AtomicInteger();
    Collector collector = new Collector();
    log.consume(
        TOPIC,
        "group",
        QUICK,
        record -> {
          if (new String(record.value(), UTF_8).equals("poison")) {
            attempts.incrementAndGet();
            throw new PoisonedRecordException("cannot be read");
          }
          collector.handle(record);
        });
    eventually(() -> assertThat(collector.values()).containsExactly("good"));
    assertThat(attempts).hasValue(1);
    assertThat(deadLetters())
        .singleElement()
        .satisfies(
            letter ->
                assertThat(letter.reason()).isEqualTo("PoisonedRecordException: cannot be read"));
  }

  @Test
  void putsDeadLettersBackIntoTheirTopic() {
    append(TOPIC, "key", "bad");
    AtomicBoolean isFixed = new AtomicBoolean();
    Collector collector = new Collector();
    log.consume(
        TOPIC,
        "group",
        QUICK,
        record -> {
          if (!isFixed.get()) {
            throw new PoisonedRecordException("not now");
          }
          collector.handle(record);
        });
    DeadLetters letters = new DeadLetters(log, List.of(TOPIC));
    eventually(() -> assertThat(letters.list(Place.OLDEST, 10).letters()).hasSize(1));
    isFixed.set(true);
    Place place = letters.list(Place.OLDEST, 10).letters().get(0).place();
    letters.replay(List.of(place));
    eventually(() -> assertThat(collector.values()).containsExactly("bad"));
    assertThat(letters.replayAll()).isEqualTo(1);
    eventually(() -> assertThat(collector.values()).containsExactly("bad", "bad"));
    assertThat(letters.list(place, 10).next()).isEmpty();
  }

  @Test
  void survivesHandlersThatThrowErrors() {
    append(TOPIC, "key", "deep", "good");
    Collector collector = new Collector();
    log.consume(
        TOPIC,
        "group",
        QUICK,
        record -> {
          if (new String(record.value(), UTF_8).equals("deep")) {
            throw new StackOverflowError();
          }
          collector.handle(record);
        });
    eventually(() -> assertThat(collector.values()).containsExactly("good"));
    assertThat(deadLetters()).hasSize(1);
  }

  @Test
  void triesForEverWhatFailsBecauseSomethingIsUnavailable() {
    append(TOPIC, "key", "value");
    AtomicInteger attempts = new AtomicInteger();
    Collector collector = new Collector();
    log.consume(
        TOPIC,
        "group",
        QUICK,
        record -> {
          if (attempts.incrementAndGet() <= 6) {
            CompletableFuture.failedFuture(
                    new io.lucy.fabric.UnavailableException("the store is down"))
                .join();
          }
          collector.handle(record);
        });
    eventually(() -> assertThat(collector.values()).containsExactly("value"));
    assertThat(attempts).as("more than the consumption's 3").hasValue(7);
    assertThat(deadLetters()).isEmpty();
  }

  @Test
  void holdsBackOnlyTheKeyOfARecordThatIsTriedAgain() {
    for (int i = 0; i < 8; i++) {
      append(TOPIC, "down" + i, "first", "second");
    }
    append(TOPIC, "up", "first", "second");
    AtomicBoolean isUp = new AtomicBoolean();
    Collector collector = new Collector();
    log.consume(
        TOPIC,
        "group",
        QUICK.withConcurrency(2),
        record -> {
          if (record.key().startsWith("down") && !isUp.get()) {
            throw new io.lucy.fabric.UnavailableException("down");
          }
          collector.handle(record);
        });
    eventually(() -> assertThat(collector.values("up")).containsExactly("first", "second"));
    assertThat(collector.records()).hasSize(2);
    isUp.set(true);
    eventually(() -> assertThat(collector.records()).hasSize(18));
    for (int i = 0; i < 8; i++) {
      assertThat(collector.values("down" + i)).containsExactly("first", "second");
    }
  }

  @Test
  void refusesToConsumeDeadLetters() {
    assertThatThrownBy(() -> log.consume(Topic.DEAD_LETTERS, "group", QUICK, record -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("consumes dead letters");
  }
}
