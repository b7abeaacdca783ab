package io.lucy.fabric.log.dispatch;

import io.lucy.fabric.log.Consumption;
import io.lucy.fabric.log.DeadLetter;
import io.lucy.fabric.log.RecordHandler;
import io.lucy.fabric.log.Topic;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One of the consumers of a group: a handler, and how many records it takes at a time. Belongs to
 * one {@link KeyedDispatch}, whose monitor guards it.
 */
public final class Member {
  private static final Logger LOGGER = System.getLogger(Member.class.getName());

  private final String topic;
  private final String group;
  private final RetryPolicy policy;
  private final RecordHandler handler;
  private final Graveyard graveyard;
  private final Set<Work> works = new HashSet<>();
  private volatile boolean leaving;

  public Member(
      String topic,
      String group,
      Consumption consumption,
      RecordHandler handler,
      Graveyard graveyard) {
    if (topic.equals(Topic.DEAD_LETTERS.name())) {
      throw new IllegalArgumentException(
          "group '" + group + "' consumes dead letters (list them and put them back instead)");
    }
    this.topic = topic;
    this.group = group;
    this.policy = new RetryPolicy(consumption);
    this.handler = handler;
    this.graveyard = graveyard;
  }

  /**
   * How an attempt ended.
   *
   * @param finished whether the record is done with
   * @param pause before another attempt; empty if there is none here
   */
  record Outcome(boolean finished, Optional<Duration> pause) {
    static final Outcome FINISHED = new Outcome(true, Optional.empty());
    static final Outcome ABANDONED = new Outcome(false, Optional.empty());

    static Outcome again(Duration pause) {
      return new Outcome(false, Optional.of(pause));
    }
  }

  boolean hasRoom() {
    return !leaving && works.size() < policy.consumption().concurrency();
  }

  int atWork() {
    return works.size();
  }

  boolean isAtWork() {
    return !works.isEmpty();
  }

  boolean isAtWorkOn(Predicate<Delivery> which) {
    return works.stream().anyMatch(work -> which.test(work.delivery));
  }

  Work begin(Delivery delivery) {
    Work work = new Work(delivery);
    works.add(work);
    return work;
  }

  void leave() {
    if (works.stream().anyMatch(work -> work.thread == Thread.currentThread())) {
      throw new IllegalStateException(
          "a handler of topic '" + topic + "', group '" + group + "' closes itself");
    }
    leaving = true;
    works.forEach(Work::interrupt);
  }

  void withdraw(Predicate<Delivery> which) {
    for (Work work : works) {
      if (which.test(work.delivery)) {
        work.withdrawn = true;
      }
    }
  }

  void interrupt(Predicate<Delivery> which) {
    for (Work work : works) {
      if (which.test(work.delivery)) {
        work.interrupt();
      }
    }
  }

  /** One attempt at a record. */
  final class Work {
    private final Delivery delivery;
    private @Nullable Thread thread;
    private volatile boolean withdrawn;

    private Work(Delivery delivery) {
      this.delivery = delivery;
    }

    /** Whether there is still something to do. */
    boolean enter(Thread current) {
      if (leaving || withdrawn) {
        return false;
      }
      thread = current;
      return true;
    }

    /** Whether the member leaves. */
    boolean exit() {
      thread = null;
      // An interrupt that came too late must not reach what this thread does next.
      Thread.interrupted();
      works.remove(this);
      return leaving;
    }

    boolean isWithdrawn() {
      return withdrawn;
    }

    private void interrupt() {
      if (thread != null) {
        thread.interrupt();
      }
    }

    Outcome handle() {
      DeadLetter letter = delivery.letter();
      if (letter != null) {
        return bury(letter);
      }
      try {
        handler.handle(delivery.record());
      } catch (Throwable failure) {
        // Errors too: a handler that overflows its stack must not take the group with it.
        return afterFailure(failure);
      }
      delivery.markHandled();
      return Outcome.FINISHED;
    }

    private Outcome afterFailure(Throwable failure) {
      if (leaving || withdrawn) {
        return Outcome.ABANDONED;
      }
      RetryPolicy.Verdict verdict = policy.judge(delivery, failure);
      if (verdict instanceof RetryPolicy.Retry retry) {
        reportRetry(retry.pause(), failure);
        return Outcome.again(retry.pause());
      }
      String reason = ((RetryPolicy.GiveUp) verdict).reason();
      LOGGER.log(
          Level.WARNING,
          () ->
              describe()
                  + " is a dead letter after "
                  + delivery.attempts()
                  + " attempts: "
                  + reason,
          failure);
      DeadLetter letter =
          new DeadLetter(topic, group, reason, delivery.attempts(), delivery.record());
      delivery.giveUp(letter);
      return bury(letter);
    }

    private Outcome bury(DeadLetter letter) {
      try {
        graveyard.bury(letter);
      } catch (Exception failure) {
        if (leaving || withdrawn) {
          return Outcome.ABANDONED;
        }
        Duration pause = policy.pause(delivery.countFailure());
        reportRetry(pause, failure);
        return Outcome.again(pause);
      }
      delivery.markHandled();
      return Outcome.FINISHED;
    }

    /** Once in a while is enough for what may go on for hours. */
    private void reportRetry(Duration pause, Throwable failure) {
      Level level = pause.equals(RetryPolicy.LONGEST_PAUSE) ? Level.WARNING : Level.DEBUG;
      LOGGER.log(level, () -> describe() + " is tried again in " + pause, failure);
    }

    private String describe() {
      return "record '"
          + delivery.record().key()
          + "' at "
          + delivery.place()
          + " of topic '"
          + topic
          + "' for group '"
          + group
          + "'";
    }
  }
}
