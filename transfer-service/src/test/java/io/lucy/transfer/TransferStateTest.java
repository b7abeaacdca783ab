package io.lucy.transfer;

import static io.lucy.transfer.Examples.ANN;
import static io.lucy.transfer.Examples.BEN;
import static io.lucy.transfer.Examples.blob;
import static io.lucy.transfer.Examples.cloneId;
import static io.lucy.transfer.Examples.completedEvent;
import static io.lucy.transfer.Examples.dataset;
import static io.lucy.transfer.Examples.deletedEvent;
import static io.lucy.transfer.Examples.encodedPath;
import static io.lucy.transfer.Examples.idOf;
import static io.lucy.transfer.Examples.requestedEvent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.fabric.blob.BlobId;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.Rebuildable;
import io.lucy.fabric.log.Topic;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.clone.v1.CloneResult;
import io.lucy.proto.clone.v1.CloneSpec;
import io.lucy.proto.clone.v1.CloneState;
import io.lucy.proto.event.v1.CloneRecord;
import io.lucy.proto.transfer.v1.Dataset;
import io.lucy.proto.transfer.v1.StoredPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransferStateTest {
  private static final byte[] PATH = encodedPath(1);
  private static final BlobId DATA = blob(dataset(1, 30));
  private static final Page.Request ALL = new Page.Request(0, "");

  @TempDir Path folder;
  private House house;

  @BeforeEach
  void open() {
    house = House.in(folder);
  }

  @Test
  void knowsTheSameDatasetsAndPathsAfterARebuild() throws Exception {
    for (int i = 0; i < 5; i++) {
      house.transfer.datasets().create(i < 3 ? ANN : BEN, put(i), "set-" + i);
      house.handle(completedEvent(i < 3 ? ANN : BEN, cloneId(i), encodedPath(i)));
    }
    house.transfer.datasets().create(ANN, put(0), "renamed");
    house.transfer.datasets().delete(ANN, blob(dataset(1, 4)).sha256());
    house.handle(deletedEvent(ANN, cloneId(2)));
    house.transfer.paths().put(BEN, encodedPath(4), "imported");

    House later = house.restarted();
    Rebuildable.Rebuilt rebuilt = later.transfer.content().rebuild();

    assertThat(rebuilt).isEqualTo(new Rebuildable.Rebuilt(0, 4, 4));
    for (String owner : List.of(ANN, BEN)) {
      assertThat(datasets(later, owner)).isEqualTo(datasets(house, owner)).isNotEmpty();
      assertThat(paths(later, owner)).isEqualTo(paths(house, owner)).isNotEmpty();
    }
    assertThat(later.transfer.paths().get(ANN, idOf(encodedPath(1)))).isEqualTo(encodedPath(1));
  }

  @Test
  void restoresPathsWhoseBlobsAreLost() throws Exception {
    house.handle(completedEvent(ANN, cloneId(1), PATH));
    deleteAll(folder);

    House later = house.restarted();
    later.transfer.content().rebuild();

    assertThat(later.transfer.paths().get(ANN, idOf(PATH))).isEqualTo(PATH);
    assertThat(later.transfer.blobs().usage(ANN).usedBytes()).isEqualTo(PATH.length);
  }

  @Test
  void collectsAfterARebuildWhatItWouldHaveBefore() throws Exception {
    BlobId unwanted = house.put(ANN, dataset(9, 30));
    house.put(ANN, dataset(1, 30));
    house.transfer.datasets().create(ANN, DATA, "");
    house.handle(completedEvent(ANN, cloneId(1), PATH));

    House later = house.restarted();
    later.transfer.content().rebuild();
    later.age();
    later.transfer.garbage().collect();

    assertThat(later.isStored(unwanted)).isFalse();
    assertThat(later.isStored(DATA)).isTrue();
    assertThat(later.isStored(blob(PATH))).isTrue();
  }

  @Test
  void knowsWhichClonesAreBeingBuilt() throws Exception {
    house.put(ANN, dataset(1, 30));
    record(cloneId(1), CloneState.CLONE_STATE_INSERTING);
    record(cloneId(2), CloneState.CLONE_STATE_LOCALIZING);
    record(cloneId(2), CloneState.CLONE_STATE_FAILED);

    House later = house.restarted();
    later.transfer.content().rebuild();
    later.age();
    later.transfer.garbage().collect();

    assertThat(later.isStored(DATA)).isTrue();

    later.handle(Examples.failedEvent(ANN, cloneId(1)));
    later.transfer.garbage().collect();

    assertThat(later.isStored(DATA)).isFalse();
  }

  @Test
  void knowsEveryCloneThatAPathCameFrom() throws Exception {
    house.handle(completedEvent(ANN, cloneId(1), PATH));
    house.handle(completedEvent(ANN, cloneId(2), PATH));
    record(cloneId(1), CloneState.CLONE_STATE_COMPLETED);
    record(cloneId(2), CloneState.CLONE_STATE_COMPLETED);

    House later = house.restarted();
    later.transfer.content().rebuild();
    later.handle(deletedEvent(ANN, cloneId(1)));

    assertThat(paths(later, ANN)).extracting(StoredPath::getCloneId).containsExactly(cloneId(2));

    later.handle(deletedEvent(ANN, cloneId(2)));

    assertThat(paths(later, ANN)).isEmpty();
  }

  @Test
  void forgetsNoDeletion() throws Exception {
    house
        .log
        .append(
            Topic.CLONES,
            new LogRecord(
                cloneId(1),
                CloneRecord.newBuilder()
                    .setDeleted(true)
                    .setClone(Clone.newBuilder().setId(cloneId(1)).setOwner(ANN))
                    .build()
                    .toByteArray(),
                Map.of()))
        .join();

    House later = house.restarted();
    later.transfer.content().rebuild();
    later.handle(requestedEvent(ANN, cloneId(1), DATA));
    later.handle(completedEvent(ANN, cloneId(1), PATH));

    assertThat(paths(later, ANN)).isEmpty();
  }

  @Test
  void passesOverRecordsThatCannotBeRead() throws Exception {
    house.handle(completedEvent(ANN, cloneId(1), PATH));
    for (Topic topic : List.of(Topic.DATASETS, Topic.PATHS, Topic.CLONES)) {
      house.log.append(topic, new LogRecord("key", new byte[] {7, 7, 7}, Map.of())).join();
    }
    house.handle(completedEvent(ANN, cloneId(2), encodedPath(2)));

    House later = house.restarted();
    later.transfer.content().rebuild();

    assertThat(paths(later, ANN)).hasSize(2);
  }

  @Test
  void noticesAnEmptyStoreByItself() {
    house.put(ANN, dataset(1, 30));
    house.transfer.datasets().create(ANN, DATA, "");
    house.state.clear();
    assertThatThrownBy(() -> datasets(house, ANN)).hasMessageContaining("rebuilt");

    house.transfer.start();

    assertThat(datasets(house, ANN)).hasSize(1);
    house.transfer.close();
  }

  private BlobId put(int number) {
    return house.put(number < 3 ? ANN : BEN, dataset(1, number + 3));
  }

  private void record(String clone, CloneState state) {
    CloneRecord record =
        CloneRecord.newBuilder()
            .setClone(
                Clone.newBuilder()
                    .setId(clone)
                    .setOwner(ANN)
                    .setName("clone-" + clone.substring(60))
                    .setState(state)
                    .setResult(CloneResult.newBuilder().setPathId(Digests.bytes(idOf(PATH))))
                    .setSpec(CloneSpec.newBuilder().setData(Digests.of(DATA))))
            .build();
    house.log.append(Topic.CLONES, new LogRecord(clone, record.toByteArray(), Map.of())).join();
  }

  private static List<Dataset> datasets(House house, String owner) {
    return house.transfer.datasets().list(owner, ALL).items();
  }

  private static List<StoredPath> paths(House house, String owner) {
    return house.transfer.paths().list(owner, ALL).items();
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(folder)) {
          Files.delete(file);
        }
      }
    }
  }
}
