package io.lucy.transfer;

import static io.lucy.transfer.Examples.ANN;
import static io.lucy.transfer.Examples.BEN;
import static io.lucy.transfer.Examples.blob;
import static io.lucy.transfer.Examples.cloneId;
import static io.lucy.transfer.Examples.completedEvent;
import static io.lucy.transfer.Examples.deletedEvent;
import static io.lucy.transfer.Examples.encodedPath;
import static io.lucy.transfer.Examples.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.engine.LucyException;
import io.lucy.fabric.UnavailableException;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.PoisonedRecordException;
import io.lucy.fabric.log.Topic;
import io.lucy.proto.event.v1.CloneEvent;
import io.lucy.proto.event.v1.PathRecord;
import io.lucy.proto.transfer.v1.StoredPath;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloneEventsTest {
  private static final byte[] PATH = encodedPath(1);
  private static final String ID = idOf(PATH);

  @TempDir Path folder;

  @Test
  void keepsThePathOfACompletedClone() throws Exception {
    House house = House.in(folder);

    house.handle(completedEvent(ANN, cloneId(1), PATH));

    assertThat(house.transfer.paths().get(ANN, ID)).isEqualTo(PATH);
    StoredPath path = house.transfer.paths().list(ANN, new Page.Request(0, "")).items().get(0);
    assertThat(path.getCloneId()).isEqualTo(cloneId(1));
    assertThat(path.getName()).isEqualTo("clone-0001");
    assertThat(path.getLabelsList()).containsExactly("boot", "label1");
    assertThat(path.getSizeBytes()).isEqualTo(PATH.length);
    assertThat(Digests.blob(path.getData())).isEqualTo(blob(PATH));
    assertThat(house.transfer.blobs().usage(ANN).usedBytes()).isEqualTo(PATH.length);
  }

  @Test
  void announcesAPathOnceHoweverManyClonesComeToIt() throws Exception {
    House house = House.in(folder);

    for (int number = 1; number <= 50; number++) {
      house.handle(completedEvent(ANN, cloneId(number), PATH));
    }

    assertThat(house.log.records(Topic.PATHS)).hasSize(1);
    PathRecord record = PathRecord.parseFrom(house.log.records(Topic.PATHS).get(0).value());
    assertThat(record.getEncoded().toByteArray()).isEqualTo(PATH);
  }

  @Test
  void forgetsAPathWithTheLastOfItsClones() throws Exception {
    House house = House.in(folder);
    house.handle(completedEvent(ANN, cloneId(1), PATH));
    house.handle(completedEvent(ANN, cloneId(2), PATH));

    house.handle(deletedEvent(ANN, cloneId(1)));

    assertThat(house.transfer.paths().get(ANN, ID)).isEqualTo(PATH);
    assertThat(house.transfer.paths().list(ANN, new Page.Request(0, "")).items().get(0).getName())
        .isEqualTo("clone-0002");

    house.handle(deletedEvent(ANN, cloneId(2)));

    assertThatThrownBy(() -> house.transfer.paths().get(ANN, ID))
        .isInstanceOf(LucyException.class)
        .hasMessageContaining("no path " + ID);
    assertThat(house.log.compacted(Topic.PATHS)).isEmpty();
  }

  @Test
  void keepsAnImportedPathWhenItsClonesGo() throws Exception {
    House house = House.in(folder);
    house.handle(completedEvent(ANN, cloneId(1), PATH));
    house.transfer.paths().put(ANN, PATH, "mine");

    house.handle(deletedEvent(ANN, cloneId(1)));

    assertThat(house.transfer.paths().get(ANN, ID)).isEqualTo(PATH);
    PathRecord kept =
        PathRecord.parseFrom(house.log.compacted(Topic.PATHS).get(ANN + ":" + ID).value());
    assertThat(kept.getImported()).isTrue();
    assertThat(kept.getPath().getCloneId()).isEmpty();
  }

  @Test
  void keepsThePathsOfOwnersApart() throws Exception {
    House house = House.in(folder);
    house.handle(completedEvent(ANN, cloneId(1), PATH));
    house.handle(completedEvent(BEN, cloneId(2), PATH));

    house.handle(deletedEvent(ANN, cloneId(1)));

    assertThatThrownBy(() -> house.transfer.paths().get(ANN, ID)).hasMessageContaining("no path");
    assertThat(house.transfer.paths().get(BEN, ID)).isEqualTo(PATH);
  }

  @Test
  void givesUpOnWhatNoRepetitionCanHandle() {
    House house = House.in(folder);

    refuses(house, new LogRecord("clone", new byte[] {1, 2, 3}, Map.of()), "no CloneEvent");
    refuses(house, completedEvent(ANN, cloneId(1), PATH, new byte[32]), "its event says: 00");
    refuses(house, completedEvent(ANN, cloneId(1), new byte[] {9}, new byte[32]), "message");
  }

  @Test
  void passesOverEventsThatItDoesNotKnow() throws Exception {
    House house = House.in(folder);

    house.handle(
        new LogRecord(
            "clone", CloneEvent.newBuilder().setCloneId("clone").build().toByteArray(), Map.of()));

    assertThat(house.log.records(Topic.PATHS)).isEmpty();
  }

  @Test
  void waitsWhileTheStoreIsEmpty() {
    House house = House.in(folder);
    house.state.clear();

    assertThatThrownBy(() -> house.handle(completedEvent(ANN, cloneId(1), PATH)))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("rebuilt from the log");
    assertThat(house.log.records(Topic.PATHS)).isEmpty();
  }

  private static void refuses(House house, LogRecord event, String why) {
    assertThatThrownBy(() -> house.handle(event))
        .isInstanceOf(PoisonedRecordException.class)
        .hasMessageContaining(why);
  }
}
