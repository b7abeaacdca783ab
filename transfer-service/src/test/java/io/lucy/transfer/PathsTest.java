package io.lucy.transfer;

import static io.lucy.transfer.DatasetsTest.refused;
import static io.lucy.transfer.Examples.ANN;
import static io.lucy.transfer.Examples.BEN;
import static io.lucy.transfer.Examples.blob;
import static io.lucy.transfer.Examples.cloneId;
import static io.lucy.transfer.Examples.completedEvent;
import static io.lucy.transfer.Examples.encodedPath;
import static io.lucy.transfer.Examples.idOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.Reason;
import io.lucy.fabric.blob.BlobId;
import io.lucy.fabric.log.Topic;
import io.lucy.proto.event.v1.PathRecord;
import io.lucy.proto.transfer.v1.StoredPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathsTest {
  private static final byte[] PATH = encodedPath(1);
  private static final String ID = idOf(PATH);

  @TempDir Path folder;

  @Test
  void announcesAnImportedPath() throws Exception {
    House house = House.in(folder);

    StoredPath stored = house.transfer.paths().put(ANN, PATH, "gift");

    assertThat(stored.getName()).isEqualTo("gift");
    assertThat(stored.getCloneId()).isEmpty();
    PathRecord record = PathRecord.parseFrom(house.log.records(Topic.PATHS).get(0).value());
    assertThat(record.getPath()).isEqualTo(stored);
    assertThat(record.getImported()).isTrue();
    assertThat(record.getEncoded().toByteArray()).isEqualTo(PATH);
    assertThat(house.log.records(Topic.PATHS).get(0).key()).isEqualTo(ANN + ":" + ID);
    assertThat(house.transfer.paths().get(ANN, ID)).isEqualTo(PATH);
  }

  @Test
  void saysNothingNewOfAPathThatIsHere() {
    House house = House.in(folder);

    StoredPath first = house.transfer.paths().put(ANN, PATH, "");
    StoredPath second = house.transfer.paths().put(ANN, PATH, "");

    assertThat(second).isEqualTo(first);
    assertThat(first.getName()).isEqualTo(ID.substring(0, 12));
    assertThat(house.log.records(Topic.PATHS)).hasSize(1);
  }

  @Test
  void takesAPathFromABlobThatIsHere() {
    House house = House.in(folder);
    BlobId blob = house.put(ANN, PATH);

    house.transfer.paths().putBlob(ANN, blob, "gift");

    assertThat(house.transfer.paths().get(ANN, ID)).isEqualTo(PATH);
    refused(Reason.NOT_FOUND, "no blob", () -> house.transfer.paths().putBlob(BEN, blob, "stolen"));
    refused(
        Reason.PATH_TOO_LARGE,
        "too large for a clone path",
        () -> house.transfer.paths().putBlob(ANN, new BlobId(ID, 1 << 25), ""));
  }

  @Test
  void refusesWhatIsNoPath() {
    House house = House.in(folder);
    byte[] flipped = PATH.clone();
    flipped[4] ^= 1;

    refused(
        Reason.PATH_CORRUPT,
        "message",
        () -> house.transfer.paths().put(ANN, Arrays.copyOf(PATH, PATH.length - 1), ""));
    refused(Reason.PATH_CORRUPT, "", () -> house.transfer.paths().put(ANN, flipped, ""));
    refused(
        Reason.ARGUMENT_INVALID, "name 'a b'", () -> house.transfer.paths().put(ANN, PATH, "a b"));
    assertThat(house.log.records(Topic.PATHS)).isEmpty();
    assertThat(house.transfer.blobs().usage(ANN).usedBytes()).isZero();
  }

  @Test
  void keepsOwnersApart() {
    House house = House.in(folder);
    house.transfer.paths().put(ANN, PATH, "");

    refused(Reason.NOT_FOUND, "no path " + ID, () -> house.transfer.paths().get(BEN, ID));
    assertThat(ids(house, BEN, 0)).isEmpty();
  }

  @Test
  void listsByIdInPagesOfAnySize() {
    House house = House.in(folder);
    List<String> all =
        IntStream.range(0, 50)
            .mapToObj(Examples::encodedPath)
            .peek(path -> house.transfer.paths().put(ANN, path, ""))
            .map(Examples::idOf)
            .sorted()
            .toList();

    for (int size : new int[] {1, 49, 50, 51, 0}) {
      assertThat(ids(house, ANN, size)).as("pages of %d", size).isEqualTo(all);
    }
  }

  @Test
  void asksNeitherStoreNorDiskForAPathThatIsHot() throws Exception {
    House house = House.in(folder);
    house.handle(completedEvent(ANN, cloneId(1), PATH));
    house.transfer.paths().get(ANN, ID);

    house.state.clear();

    assertThat(house.transfer.paths().get(ANN, ID)).isEqualTo(PATH);
    assertThat(blob(PATH).sizeBytes()).isEqualTo(PATH.length);
  }

  private static List<String> ids(House house, String owner, int size) {
    List<String> ids = new ArrayList<>();
    String token = "";
    do {
      Page<StoredPath> page = house.transfer.paths().list(owner, new Page.Request(size, token));
      page.items().forEach(path -> ids.add(Digests.digits(path.getPathId(), "id")));
      token = page.next();
    } while (!token.isEmpty());
    return ids;
  }
}
