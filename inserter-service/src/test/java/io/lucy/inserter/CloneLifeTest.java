package io.lucy.inserter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.lucy.fabric.log.PoisonedRecordException;
import io.lucy.proto.clone.v1.CloneOptions;
import io.lucy.proto.clone.v1.CloneState;
import io.lucy.proto.clone.v1.CutPair;
import io.lucy.proto.event.v1.CloneEvent;
import io.lucy.proto.event.v1.LocalizeWork;
import java.util.List;
import org.junit.jupiter.api.Test;

class CloneLifeTest {
  @Test
  void handsOutOneLocalisationPerSource() {
    Life life = Life.of(Events.requested(2));

    assertThat(life.state()).isEqualTo(CloneState.CLONE_STATE_LOCALIZING);
    assertThat(life.localizations())
        .extracting(work -> work.getSource().getName())
        .containsExactly("source0", "source1");
    assertThat(life.localizations()).allMatch(work -> work.getKey().size() == 32);
    assertThat(life.insertions()).isEmpty();
  }

  @Test
  void joinsModulesInTheOrderOfThePlan() {
    Life life =
        Life.of(Events.requested(3), Events.localized(2), Events.localized(0), Events.localized(1));

    assertThat(life.state()).isEqualTo(CloneState.CLONE_STATE_INSERTING);
    assertThat(life.insertions()).hasSize(1);
    assertThat(life.insertions().get(0).getModulesList())
        .containsExactly(Events.module(0), Events.module(1), Events.module(2));
    assertThat(life.record().getArrivedList()).isEmpty();
  }

  @Test
  void insertsAtOnceWithoutMasks() {
    Life life = Life.of(Events.requested(2, CloneOptions.newBuilder().setUnmasked(true).build()));

    assertThat(life.state()).isEqualTo(CloneState.CLONE_STATE_INSERTING);
    assertThat(life.localizations()).isEmpty();
    assertThat(life.insertions()).hasSize(1);
  }

  @Test
  void savesTheSnapshotLast() {
    Life life = Life.of(Events.requested(1), Events.localized(0));

    assertThat(life.effects())
        .extracting(effect -> effect.getClass().getSimpleName())
        .containsExactly(
            "HandOutLocalizeWork", "Enter", "SaveSnapshot", "HandOutInsertWork", "SaveSnapshot");
  }

  @Test
  void handsOutNothingForWhatWasAcceptedAndHandedOutBefore() {
    CloneEvent requested = Events.requested(1);
    Life life = Life.of(requested, requested);

    assertThat(life.localizations()).hasSize(1);
    assertThat(life.effects()).filteredOn(Effect.SaveSnapshot.class::isInstance).hasSize(1);
  }

  @Test
  void doesNotEnterACloneTwiceThatWhoeverAcceptedItEntered() {
    CloneEvent requested = Events.requested(1);

    CloneLife.Step step =
        CloneLife.apply(
            CloneLife.accepted(requested.getRequested()), requested, java.time.Instant.EPOCH);

    assertThat(step.effects())
        .hasExactlyElementsOfTypes(Effect.HandOutLocalizeWork.class, Effect.SaveSnapshot.class);
  }

  @Test
  void completesWithTheTimeOfTheEvent() {
    Life life = Life.of(Events.requested(1), Events.localized(0), Events.completed());

    assertThat(life.state()).isEqualTo(CloneState.CLONE_STATE_COMPLETED);
    assertThat(life.record().getClone().getEndedAtMillis()).isEqualTo(7);
    assertThat(life.record().getClone().getResult().getPathId()).isEqualTo(Events.PATH_ID);
    Effect.Enter entered = (Effect.Enter) life.effects().get(life.effects().size() - 2);
    assertThat(entered.entered().hasResult()).isTrue();
  }

  @Test
  void cancellingWinsOnlyBeforeCompletion() {
    assertThat(Life.of(Events.requested(1), Events.cancelled(), Events.completed()).state())
        .isEqualTo(CloneState.CLONE_STATE_CANCELLED);
    assertThat(Life.of(Events.requested(1), Events.completed(), Events.cancelled()).state())
        .isEqualTo(CloneState.CLONE_STATE_COMPLETED);
  }

  @Test
  void aCloneThatWasCancelledBeforeItWasRequestedHandsOutNoWork() {
    Life life = Life.of(Events.cancelled(), Events.requested(2), Events.localized(0));

    assertThat(life.state()).isEqualTo(CloneState.CLONE_STATE_CANCELLED);
    assertThat(life.record().getClone().getName()).isEqualTo("pets");
    assertThat(life.work()).isEmpty();
  }

  @Test
  void keepsModulesThatComeBeforeTheRequest() {
    Life life = Life.of(Events.localized(1), Events.requested(2), Events.localized(0));

    assertThat(life.localizations()).extracting(LocalizeWork::getSourceNumber).containsExactly(0);
    assertThat(life.insertions().get(0).getModulesList())
        .containsExactly(Events.module(0), Events.module(1));
  }

  @Test
  void passesOverAModuleThatThePlanDoesNotHave() {
    Life life = Life.of(Events.localized(5), Events.requested(1), Events.localized(4));

    assertThat(life.state()).isEqualTo(CloneState.CLONE_STATE_LOCALIZING);
    assertThat(life.record().getArrivedList()).isEmpty();
  }

  @Test
  void leavesNothingButTheIdOfADeletedClone() {
    Life life = Life.of(Events.requested(1), Events.deleted(), Events.requested(1));

    assertThat(life.record().getDeleted()).isTrue();
    assertThat(life.record().getClone().hasSpec()).isFalse();
    assertThat(life.record().getClone().getId()).isEqualTo(Events.ID.id());
    assertThat(life.effects()).filteredOn(Effect.Strike.class::isInstance).hasSize(1);
    assertThat(life.localizations()).hasSize(1);
  }

  @Test
  void equalLocalisationsHaveEqualKeysWhateverElseTheClonesAre() {
    CloneOptions elsewhere =
        CloneOptions.newBuilder()
            .setAllPositions(true)
            .setPosition(CutPair.newBuilder().setTargetCut(1))
            .build();

    ByteString key = Life.of(Events.requested(1)).localizations().get(0).getKey();

    assertThat(Life.of(Events.requested(2, elsewhere)).localizations().get(0).getKey())
        .isEqualTo(key);
    assertThat(
            Life.of(Events.requested(1, CloneOptions.newBuilder().setSeed(2).build()))
                .localizations()
                .get(0)
                .getKey())
        .isNotEqualTo(key);
    assertThat(Life.of(Events.requested(2)).localizations().get(1).getKey()).isNotEqualTo(key);
  }

  @Test
  void refusesAnEventThatItDoesNotKnow() {
    assertThatThrownBy(() -> Life.of(List.of(Events.nothing())))
        .isInstanceOf(PoisonedRecordException.class)
        .hasMessageContaining(Events.ID.id());
  }
}
