package io.lucy.inserter;

import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.proto.clone.v1.CloneState;
import io.lucy.proto.event.v1.CloneEvent;
import io.lucy.proto.event.v1.LocalizeWork;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class CloneLifePropertyTest {
  /** The end of a life; {@code NONE}: it goes on. */
  enum End {
    NONE,
    COMPLETED,
    FAILED,
    CANCELLED,
    DELETED
  }

  @Property
  void anyOrderAndNumberOfEventsEndsInTheSameRecord(
      @ForAll @IntRange(min = 1, max = 4) int sources, @ForAll End end, @ForAll long seed) {
    List<CloneEvent> events = events(sources, end);

    assertThat(Life.of(disturbed(events, seed)).record()).isEqualTo(Life.of(events).record());
  }

  @Property
  void anyOrderAndNumberOfEventsHandsOutTheSameWork(
      @ForAll @IntRange(min = 1, max = 4) int sources, @ForAll long seed) {
    List<CloneEvent> afterwards = events(sources, End.NONE).subList(1, sources + 1);
    List<CloneEvent> disturbed = new ArrayList<>(List.of(Events.requested(sources)));
    disturbed.addAll(disturbed(events(sources, End.NONE), seed));

    Life life = Life.of(disturbed);

    List<CloneEvent> undisturbed = new ArrayList<>(List.of(Events.requested(sources)));
    undisturbed.addAll(afterwards);
    assertThat(life.work()).isEqualTo(Life.of(undisturbed).work());
    assertThat(life.insertions()).hasSize(1);
    assertThat(life.localizations()).hasSize(sources);
  }

  @Property
  void onlyModulesThatAreMissingWhenTheRequestComesAreLocalised(
      @ForAll @IntRange(min = 1, max = 4) int sources, @ForAll long seed) {
    List<CloneEvent> disturbed = disturbed(events(sources, End.NONE), seed);
    List<Integer> before =
        disturbed.subList(0, disturbed.indexOf(Events.requested(sources))).stream()
            .map(event -> event.getModuleLocalized().getSource())
            .toList();

    Life life = Life.of(disturbed);

    assertThat(life.localizations())
        .extracting(LocalizeWork::getSourceNumber)
        .containsExactlyElementsOf(
            IntStream.range(0, sources).boxed().filter(i -> !before.contains(i)).toList());
    assertThat(life.insertions()).hasSize(1);
  }

  @Property
  void whateverComesAfterTheEndChangesNothing(
      @ForAll @IntRange(min = 0, max = 4) int sources, @ForAll("ends") End end, @ForAll long seed) {
    List<CloneEvent> life = events(sources, end);
    List<CloneEvent> after = disturbed(all(sources), seed);
    after.remove(Events.deleted());
    after.removeIf(event -> event.hasDeleted());
    List<CloneEvent> whole = new ArrayList<>(life);
    whole.addAll(after);

    assertThat(Life.of(whole)).isEqualTo(Life.of(life));
  }

  @Property
  void theFirstEndIsTheOnlyOne(@ForAll @IntRange(min = 0, max = 4) int sources, @ForAll long seed) {
    List<CloneEvent> events = disturbed(all(sources), seed);
    events.removeIf(CloneEvent::hasDeleted);

    CloneEvent first =
        events.stream()
            .filter(e -> e.hasCompleted() || e.hasFailed() || e.hasCancelled())
            .findFirst()
            .orElseThrow();

    assertThat(Life.of(events).state()).isEqualTo(state(first));
  }

  @Property
  void revisionsGrowWithEveryChangeOfState(
      @ForAll @IntRange(min = 0, max = 4) int sources, @ForAll long seed) {
    List<CloneEvent> events = disturbed(all(sources), seed);
    CloneState state = CloneState.CLONE_STATE_UNSPECIFIED;
    long revision = -1;
    for (int i = 1; i <= events.size(); i++) {
      Life life = Life.of(events.subList(0, i));
      if (CloneLife.isAccepted(life.record()) && life.state() != state) {
        assertThat(life.record().getClone().getRevision()).isGreaterThan(revision);
        state = life.state();
        revision = life.record().getClone().getRevision();
      }
    }
  }

  @Provide
  Arbitrary<End> ends() {
    return Arbitraries.of(End.COMPLETED, End.FAILED, End.CANCELLED, End.DELETED);
  }

  private static CloneState state(CloneEvent end) {
    return end.hasCompleted()
        ? CloneState.CLONE_STATE_COMPLETED
        : end.hasFailed() ? CloneState.CLONE_STATE_FAILED : CloneState.CLONE_STATE_CANCELLED;
  }

  /** A life as it should be. */
  private static List<CloneEvent> events(int sources, End end) {
    List<CloneEvent> events = new ArrayList<>(List.of(Events.requested(sources)));
    IntStream.range(0, sources).mapToObj(Events::localized).forEach(events::add);
    switch (end) {
      case NONE -> {}
      case COMPLETED -> events.add(Events.completed());
      case FAILED -> events.add(Events.failed());
      case CANCELLED -> events.add(Events.cancelled());
      case DELETED -> events.add(Events.deleted());
    }
    return events;
  }

  private static List<CloneEvent> all(int sources) {
    List<CloneEvent> all = events(sources, End.COMPLETED);
    all.addAll(List.of(Events.failed(), Events.cancelled(), Events.deleted()));
    return all;
  }

  /** Each event once to three times, in any order. */
  private static List<CloneEvent> disturbed(List<CloneEvent> events, long seed) {
    Random random = new Random(seed);
    List<CloneEvent> disturbed = new ArrayList<>();
    for (CloneEvent event : events) {
      disturbed.addAll(Collections.nCopies(1 + random.nextInt(3), event));
    }
    Collections.shuffle(disturbed, random);
    return disturbed;
  }
}
