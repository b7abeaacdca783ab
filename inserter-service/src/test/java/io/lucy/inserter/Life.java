package io.lucy.inserter;

import io.lucy.proto.clone.v1.CloneState;
import io.lucy.proto.event.v1.CloneEvent;
import io.lucy.proto.event.v1.CloneRecord;
import io.lucy.proto.event.v1.InsertWork;
import io.lucy.proto.event.v1.LocalizeWork;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What became of a clone, and what was handed out on the way. */
record Life(CloneRecord record, List<Effect> effects) {
  private static final Instant NOW = Instant.ofEpochMilli(7);

  static Life of(List<CloneEvent> events) {
    CloneRecord record = CloneRecord.getDefaultInstance();
    List<Effect> effects = new ArrayList<>();
    for (CloneEvent event : events) {
      CloneLife.Step step = CloneLife.apply(record, event, NOW);
      record = step.record();
      effects.addAll(step.effects());
    }
    return new Life(record, effects);
  }

  static Life of(CloneEvent... events) {
    return of(List.of(events));
  }

  CloneState state() {
    return record.getClone().getState();
  }

  List<LocalizeWork> localizations() {
    return effects.stream()
        .filter(Effect.HandOutLocalizeWork.class::isInstance)
        .map(effect -> ((Effect.HandOutLocalizeWork) effect).work())
        .toList();
  }

  List<InsertWork> insertions() {
    return effects.stream()
        .filter(Effect.HandOutInsertWork.class::isInstance)
        .map(effect -> ((Effect.HandOutInsertWork) effect).work())
        .toList();
  }

  /** Everything that was handed out, however often. */
  Set<Object> work() {
    Set<Object> work = localizations().stream().collect(Collectors.toSet());
    work.addAll(insertions());
    return work;
  }
}
