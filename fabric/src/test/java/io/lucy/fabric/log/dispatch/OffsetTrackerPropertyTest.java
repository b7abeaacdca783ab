package io.lucy.fabric.log.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class OffsetTrackerPropertyTest {
  /** A step above 0 reads a record behind that many gaps less one; 0 finishes one of the others. */
  @Property
  void commitsUpToTheOldestUnfinishedRecord(
      @ForAll @IntRange(max = 100) int begin,
      @ForAll @Size(max = 60) List<@IntRange(max = 3) Integer> steps,
      @ForAll @IntRange(max = 1000) int choice) {
    OffsetTracker tracker = new OffsetTracker(begin);
    TreeSet<Long> unfinished = new TreeSet<>();
    long next = begin;
    for (int step : steps) {
      if (step > 0) {
        next += step - 1;
        tracker.start(next, 10);
        unfinished.add(next);
        next++;
      } else if (!unfinished.isEmpty()) {
        Long finished = List.copyOf(unfinished).get(choice % unfinished.size());
        tracker.finish(finished);
        unfinished.remove(finished);
      }
      assertThat(tracker.committable()).isEqualTo(unfinished.isEmpty() ? next : unfinished.first());
      assertThat(tracker.unfinishedBytes()).isEqualTo(10L * unfinished.size());
      assertThat(tracker.isFull(5, Long.MAX_VALUE)).isEqualTo(unfinished.size() >= 5);
    }
  }
}
