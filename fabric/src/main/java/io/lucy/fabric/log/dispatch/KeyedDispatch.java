package io.lucy.fabric.log.dispatch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Hands records to the handlers of a group: those of one key one after the other, those of
 * different keys at the same time.
 *
 * <p>A record that is tried again holds back its own key, and nothing else: while it waits it takes
 * no handler's place. A record ends as handled, as a dead letter, or withdrawn.
 *
 * <p>Unbounded: whoever {@linkplain #offer offers} must stop while too much is unfinished.
 */
public final class KeyedDispatch {
  private final Executor threads;
  private final ScheduledExecutorService pauses;
  private final Map<String, Lane> lanes = new HashMap<>();
  private final Deque<Lane> ready = new ArrayDeque<>();
  private final List<Member> members = new ArrayList<>();

  /**
   * @param threads as many as there are handlers at work; each is interrupted only while it handles
   * @param pauses wakes what waits for another attempt
   */
  public KeyedDispatch(Executor threads, ScheduledExecutorService pauses) {
    this.threads = threads;
    this.pauses = pauses;
  }

  /** The records of one key, oldest first. The first is the one at work, if any is. */
  private static final class Lane {
    final String key;
    final Deque<Delivery> waiting = new ArrayDeque<>();
    Stage stage = Stage.READY;

    Lane(String key) {
      this.key = key;
    }
  }

  private enum Stage {
    READY,
    AT_WORK,
    PAUSED
  }

  /** Takes part in the work until it {@linkplain #leave leaves}. */
  public synchronized void join(Member member) {
    members.add(member);
    assign();
  }

  /**
   * Interrupts a member's handlers, and waits for them to end. What they did not finish is for the
   * other members.
   *
   * @throws IllegalStateException if one of these handlers calls this
   */
  public synchronized void leave(Member member) {
    member.leave();
    boolean interrupted = false;
    while (member.isAtWork()) {
      try {
        wait();
      } catch (InterruptedException e) {
        // Whoever closes wants to know that nothing runs any more; the interrupt is passed on.
        interrupted = true;
      }
    }
    members.remove(member);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether nobody takes part. */
  public synchronized boolean isDeserted() {
    return members.isEmpty();
  }

  /** Takes over a record. */
  public synchronized void offer(Delivery delivery) {
    String key = delivery.record().key();
    Lane lane = lanes.get(key);
    if (lane == null) {
      lane = new Lane(key);
      lanes.put(key, lane);
      ready.add(lane);
    }
    lane.waiting.add(delivery);
    assign();
  }

  /**
   * Forgets records that have not begun. Those that have are tried once at most: what does not
   * succeed now is for others.
   */
  public synchronized void withdraw(Predicate<Delivery> which) {
    for (Lane lane : List.copyOf(lanes.values())) {
      Delivery first = lane.waiting.peek();
      lane.waiting.removeIf(
          delivery -> which.test(delivery) && !(lane.stage == Stage.AT_WORK && delivery == first));
      if (lane.waiting.isEmpty()) {
        lanes.remove(lane.key);
        ready.remove(lane);
      } else if (lane.stage == Stage.PAUSED && lane.waiting.peek() != first) {
        lane.stage = Stage.READY;
        ready.add(lane);
      }
    }
    members.forEach(member -> member.withdraw(which));
    assign();
  }

  /** Interrupts the handlers that are at work on these records. */
  public synchronized void interrupt(Predicate<Delivery> which) {
    members.forEach(member -> member.interrupt(which));
  }

  /** Waits until no handler is at work on any of these records. Whether that came in time. */
  public synchronized boolean awaitEnd(Predicate<Delivery> which, Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (members.stream().anyMatch(member -> member.isAtWorkOn(which))) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  private void assign() {
    while (!ready.isEmpty()) {
      Optional<Member> free =
          members.stream().filter(Member::hasRoom).min(Comparator.comparingInt(Member::atWork));
      if (free.isEmpty()) {
        return;
      }
      Lane lane = ready.remove();
      lane.stage = Stage.AT_WORK;
      Member next = free.get();
      // Among those as busy as each other, the one whose turn is longest ago.
      members.remove(next);
      members.add(next);
      Member.Work work = next.begin(lane.waiting.element());
      threads.execute(() -> work(lane, work));
    }
  }

  private void work(Lane lane, Member.Work work) {
    Optional<Duration> pause = Optional.empty();
    boolean finished = false;
    if (begin(work)) {
      Member.Outcome outcome = work.handle();
      finished = outcome.finished();
      pause = outcome.pause();
    }
    end(lane, work, finished, pause);
  }

  private synchronized boolean begin(Member.Work work) {
    return work.enter(Thread.currentThread());
  }

  private synchronized void end(
      Lane lane, Member.Work work, boolean finished, Optional<Duration> pause) {
    boolean abandoned = work.exit();
    if (finished || work.isWithdrawn()) {
      lane.waiting.remove();
    } else if (abandoned || pause.isEmpty()) {
      lane.stage = Stage.READY;
      ready.addFirst(lane);
    } else {
      lane.stage = Stage.PAUSED;
      Delivery paused = lane.waiting.element();
      ScheduledFuture<?> unused =
          pauses.schedule(
              () -> resume(lane, paused), pause.get().toMillis(), TimeUnit.MILLISECONDS);
    }
    if (finished || work.isWithdrawn()) {
      advance(lane);
    }
    assign();
    notifyAll();
  }

  private void advance(Lane lane) {
    if (lane.waiting.isEmpty()) {
      lanes.remove(lane.key);
    } else {
      lane.stage = Stage.READY;
      ready.add(lane);
    }
  }

  private synchronized void resume(Lane lane, Delivery paused) {
    if (lane.stage == Stage.PAUSED && lane.waiting.peek() == paused) {
      lane.stage = Stage.READY;
      ready.add(lane);
      assign();
    }
  }
}
