package io.lucy.transfer;

import static io.lucy.transfer.Examples.ANN;
import static io.lucy.transfer.Examples.BEN;
import static io.lucy.transfer.Examples.dataset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.ImageShape;
import io.lucy.engine.data.SafetensorsFile;
import io.lucy.engine.data.Tags;
import io.lucy.fabric.UnavailableException;
import io.lucy.fabric.blob.BlobId;
import io.lucy.fabric.log.Topic;
import io.lucy.proto.transfer.v1.Dataset;
import io.lucy.proto.transfer.v1.LabelCount;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {
  @TempDir Path folder;

  @Test
  void describesWhatIsInTheFile() {
    House house = House.in(folder);
    BlobId blob = house.put(ANN, dataset(1, 7));

    Dataset created = house.transfer.datasets().create(ANN, blob, "pets");

    assertThat(created.getName()).isEqualTo("pets");
    assertThat(created.getOwner()).isEqualTo(ANN);
    assertThat(Digests.blob(created.getData())).isEqualTo(blob);
    assertThat(created.getImage().getHeight()).isEqualTo(2);
    assertThat(created.getSamples()).isEqualTo(7);
    assertThat(created.getUnlabelled()).isEqualTo(3);
    assertThat(created.getLabelsList()).containsExactly(labelCount("cat", 2), labelCount("dog", 2));
    assertThat(house.transfer.datasets().get(ANN, blob.sha256())).isEqualTo(created);
  }

  @Test
  void makesANameFromTheDigestAndKeepsTheOneThatItHas() {
    House house = House.in(folder);
    BlobId blob = house.put(ANN, dataset(1, 3));

    String made = house.transfer.datasets().create(ANN, blob, "").getName();
    house.transfer.datasets().create(ANN, blob, "pets");
    String kept = house.transfer.datasets().create(ANN, blob, "").getName();

    assertThat(made).isEqualTo(blob.sha256().substring(0, 12));
    assertThat(kept).isEqualTo("pets");
    assertThat(names(house, ANN)).containsExactly("pets");
  }

  @Test
  void saysNothingNewWhenNothingIs() {
    House house = House.in(folder);
    BlobId blob = house.put(ANN, dataset(1, 3));
    house.transfer.datasets().create(ANN, blob, "pets");

    house.transfer.datasets().create(ANN, blob, "pets");

    assertThat(house.log.records(Topic.DATASETS)).hasSize(1);
  }

  @Test
  void refusesBlobsThatAreNoDatasets() {
    House house = House.in(folder);
    byte[] whole = dataset(1, 3);
    BlobId cut = house.put(ANN, Arrays.copyOf(whole, whole.length - 1));
    BlobId text = house.put(ANN, "no dataset at all".getBytes(StandardCharsets.UTF_8));
    BlobId empty = house.put(ANN, dataset(1, 0));

    refused(Reason.DATASET_INVALID, "cut short", () -> create(house, cut));
    refused(Reason.DATASET_INVALID, "blob " + text, () -> create(house, text));
    refused(Reason.TOO_FEW_SAMPLES, "0 samples", () -> create(house, empty));
    assertThat(house.log.records(Topic.DATASETS)).isEmpty();
  }

  @Test
  void refusesMoreLabelsThanARecordHolds() {
    House house = House.in(folder);
    List<String> names =
        IntStream.range(0, 9000).mapToObj(i -> "a label with a long name " + i).toList();
    BlobId blob =
        house.put(
            ANN,
            SafetensorsFile.encode(
                io.lucy.engine.data.Dataset.of(
                    new ImageShape(1, 1, 1),
                    new byte[1],
                    Tags.of(new int[] {0}, names),
                    Tags.none(1))));

    refused(Reason.DATASET_INVALID, "its 9000 labels take", () -> create(house, blob));
  }

  @Test
  void refusesNamesThatAreNone() {
    House house = House.in(folder);
    BlobId blob = house.put(ANN, dataset(1, 3));

    for (String name : List.of("a b", "ä", "a/b", "x".repeat(101))) {
      refused(
          Reason.ARGUMENT_INVALID,
          "name '" + name + "'",
          () -> house.transfer.datasets().create(ANN, blob, name));
    }
  }

  @Test
  void keepsOwnersApart() {
    House house = House.in(folder);
    byte[] bytes = dataset(1, 3);
    BlobId blob = house.put(ANN, bytes);
    create(house, blob);

    refused(
        Reason.NOT_FOUND, "no blob", () -> house.transfer.datasets().create(BEN, blob, "stolen"));
    refused(
        Reason.NOT_FOUND, "no dataset", () -> house.transfer.datasets().get(BEN, blob.sha256()));
    house.transfer.datasets().delete(BEN, blob.sha256());

    assertThat(names(house, ANN)).hasSize(1);
    assertThat(names(house, BEN)).isEmpty();

    house.put(BEN, bytes);
    house.transfer.datasets().create(BEN, blob, "own");
    house.transfer.datasets().delete(ANN, blob.sha256());

    assertThat(names(house, ANN)).isEmpty();
    assertThat(names(house, BEN)).containsExactly("own");
  }

  @Test
  void listsByNameInPagesOfAnySize() {
    House house = House.in(folder);
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 70; i++) {
      String name = "set-%02d".formatted((i * 29) % 70);
      house.transfer.datasets().create(ANN, house.put(ANN, dataset(i, 2)), name);
      all.add(name);
    }
    all.sort(null);

    for (int size : new int[] {1, 7, 31, 32, 33, 64, 70, 71, 0}) {
      assertThat(namesInPagesOf(house, size)).as("pages of %d", size).isEqualTo(all);
    }
  }

  @Test
  void refusesPagesThatAreNone() {
    House house = House.in(folder);

    refused(Reason.ARGUMENT_INVALID, "page size 1001", () -> page(house, 1001, ""));
    refused(Reason.ARGUMENT_INVALID, "page size 4294967295", () -> page(house, -1, ""));
    refused(Reason.ARGUMENT_INVALID, "page token 'x'", () -> page(house, 1, "x"));
  }

  @Test
  void forgetsAndForgetsAgain() {
    House house = House.in(folder);
    BlobId blob = house.put(ANN, dataset(1, 3));
    create(house, blob);

    house.transfer.datasets().delete(ANN, blob.sha256());
    house.transfer.datasets().delete(ANN, blob.sha256());

    refused(
        Reason.NOT_FOUND, "no dataset", () -> house.transfer.datasets().get(ANN, blob.sha256()));
    assertThat(house.log.compacted(Topic.DATASETS)).isEmpty();
    assertThat(house.log.records(Topic.DATASETS)).hasSize(2);
  }

  @Test
  void doesNotTakeAnEmptyStoreForAnAnswer() {
    House house = House.in(folder);
    BlobId blob = house.put(ANN, dataset(1, 3));
    create(house, blob);

    house.state.clear();

    unavailable(() -> house.transfer.datasets().get(ANN, blob.sha256()));
    unavailable(() -> create(house, blob));
    unavailable(() -> page(house, 0, ""));
    unavailable(() -> house.transfer.datasets().delete(ANN, blob.sha256()));
  }

  private static void unavailable(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("rebuilt from the log");
  }

  private static Dataset create(House house, BlobId blob) {
    return house.transfer.datasets().create(ANN, blob, "");
  }

  private static Page<Dataset> page(House house, int size, String token) {
    return house.transfer.datasets().list(ANN, new Page.Request(size, token));
  }

  private static List<String> names(House house, String owner) {
    return house.transfer.datasets().list(owner, new Page.Request(0, "")).items().stream()
        .map(Dataset::getName)
        .toList();
  }

  private static List<String> namesInPagesOf(House house, int size) {
    List<String> names = new ArrayList<>();
    String token = "";
    do {
      Page<Dataset> page = page(house, size, token);
      if (size > 0) {
        assertThat(page.items()).hasSizeLessThanOrEqualTo(size);
      }
      page.items().forEach(dataset -> names.add(dataset.getName()));
      token = page.next();
    } while (!token.isEmpty());
    return names;
  }

  private static LabelCount labelCount(String label, long samples) {
    return LabelCount.newBuilder().setLabel(label).setSamples(samples).build();
  }

  static void refused(Reason reason, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(LucyException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(message);
  }
}
