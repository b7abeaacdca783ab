package io.lucy.transfer;

import static io.lucy.transfer.Examples.ANN;
import static io.lucy.transfer.Examples.BEN;
import static io.lucy.transfer.Examples.blob;
import static io.lucy.transfer.Examples.cancelledEvent;
import static io.lucy.transfer.Examples.cloneId;
import static io.lucy.transfer.Examples.completedEvent;
import static io.lucy.transfer.Examples.dataset;
import static io.lucy.transfer.Examples.deletedEvent;
import static io.lucy.transfer.Examples.encodedPath;
import static io.lucy.transfer.Examples.idOf;
import static io.lucy.transfer.Examples.requestedEvent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.fabric.UnavailableException;
import io.lucy.fabric.blob.BlobId;
import io.lucy.fabric.blob.BlobUpload;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GarbageCollectionTest {
  private static final byte[] BYTES = dataset(1, 30);
  private static final BlobId BLOB = blob(BYTES);
  private static final byte[] PATH = encodedPath(1);

  @TempDir Path folder;
  private House house;

  @BeforeEach
  void open() {
    house = House.in(folder);
  }

  @Test
  void collectsWhatNothingRefersToAfterTheTimeOfGrace() {
    house.put(ANN, BYTES);

    assertThat(collect()).isZero();
    assertThat(house.isStored(BLOB)).isTrue();

    house.age();

    assertThat(collect()).isEqualTo(BYTES.length);
    assertThat(house.isStored(BLOB)).isFalse();
    assertThat(house.has(ANN, BLOB)).isFalse();
    assertThat(house.transfer.blobs().usage(ANN).usedBytes()).isZero();
  }

  @Test
  void leavesWhatWasAskedForLately() {
    house.put(ANN, BYTES);
    house.age();

    assertThat(house.has(ANN, BLOB)).isTrue();

    assertThat(collect()).isZero();
    assertThat(house.isStored(BLOB)).isTrue();
  }

  @Test
  void isNotPutOffByThoseWhoMayNotSeeTheBlob() {
    house.put(ANN, BYTES);
    house.age();

    assertThat(house.has(BEN, BLOB)).isFalse();

    assertThat(collect()).isEqualTo(BYTES.length);
  }

  @Test
  void leavesTheDataOfDatasetsUntilTheyAreDeleted() {
    house.put(ANN, BYTES);
    house.transfer.datasets().create(ANN, BLOB, "");
    house.age();

    assertThat(collect()).isZero();

    house.transfer.datasets().delete(ANN, BLOB.sha256());

    assertThat(collect()).isZero();

    house.age();

    assertThat(collect()).isEqualTo(BYTES.length);
  }

  @Test
  void leavesTheDataOfClonesThatAreBeingBuilt() throws Exception {
    house.put(ANN, BYTES);
    house.transfer.datasets().create(ANN, BLOB, "");
    house.handle(requestedEvent(ANN, cloneId(1), BLOB));
    house.handle(requestedEvent(ANN, cloneId(2), BLOB));
    house.transfer.datasets().delete(ANN, BLOB.sha256());
    house.handle(cancelledEvent(ANN, cloneId(1)));
    house.age();

    assertThat(collect()).isZero();
    assertThat(Files.exists(house.transfer.blobs().file(ANN, BLOB))).isTrue();

    house.handle(completedEvent(ANN, cloneId(2), PATH));
    house.age();

    assertThat(collect()).isEqualTo(BYTES.length);
  }

  @Test
  void leavesPathsUntilTheirClonesAreDeleted() throws Exception {
    house.handle(completedEvent(ANN, cloneId(1), PATH));
    house.age();

    assertThat(collect()).isZero();

    house.handle(deletedEvent(ANN, cloneId(1)));
    house.age();

    assertThat(collect()).isEqualTo(PATH.length);
    assertThat(house.isStored(blob(PATH))).isFalse();
  }

  @Test
  void leavesImportedPaths() {
    house.transfer.paths().put(ANN, PATH, "");
    house.age();

    assertThat(collect()).isZero();
    assertThat(house.transfer.paths().get(ANN, idOf(PATH))).isEqualTo(PATH);
  }

  @Test
  void freesTheQuotaOfOneOwnerAndLeavesTheBlobToAnother() {
    house.put(ANN, BYTES);
    house.put(BEN, BYTES);
    house.transfer.datasets().create(BEN, BLOB, "");
    house.age();

    assertThat(collect()).isZero();

    assertThat(house.transfer.blobs().usage(ANN).usedBytes()).isZero();
    assertThat(house.has(ANN, BLOB)).isFalse();
    assertThat(house.transfer.blobs().usage(BEN).usedBytes()).isEqualTo(BYTES.length);
    assertThat(house.has(BEN, BLOB)).isTrue();
  }

  @Test
  void forgetsUploadsThatWereGivenUpAndNoOthers() {
    BlobUpload upload = house.transfer.blobs().upload(ANN, "id", BLOB);
    upload.append(0, ByteBuffer.wrap(BYTES, 0, 10));

    collect();
    assertThat(upload.committedBytes()).hasValue(10);

    house.age();

    collect();
    assertThat(upload.committedBytes()).isEmpty();
  }

  @Test
  void finishesAnUploadThatACollectionCameInto() {
    BlobUpload upload = house.transfer.blobs().upload(ANN, "id", BLOB);
    upload.append(0, ByteBuffer.wrap(BYTES, 0, 10));
    house.age();
    upload.append(10, ByteBuffer.wrap(BYTES, 10, BYTES.length - 10));

    collect();
    upload.finish();
    collect();

    assertThat(house.has(ANN, BLOB)).isTrue();
  }

  @Test
  void letsThoseGoOnWhoAreReadingABlob() throws Exception {
    house.put(ANN, BYTES);
    try (InputStream open = Files.newInputStream(house.transfer.blobs().file(ANN, BLOB))) {
      house.age();
      collect();

      assertThat(house.isStored(BLOB)).isFalse();
      assertThat(open.readAllBytes()).isEqualTo(BYTES);
    }
  }

  @Test
  void collectsNothingWhileTheStoreIsEmpty() {
    house.put(ANN, BYTES);
    house.transfer.datasets().create(ANN, BLOB, "");
    house.age();
    house.state.clear();

    assertThatThrownBy(this::collect).isInstanceOf(UnavailableException.class);
    assertThat(house.isStored(BLOB)).isTrue();
  }

  @Test
  void collectsAfterARestartWhatWasLeftHalfCollected() throws Exception {
    house.put(ANN, BYTES);
    house.age();
    // A claim without a blob, and a blob without a claim: where a kill can come in between.
    BlobId claimed = house.put(ANN, dataset(2, 30));
    Files.delete(house.transfer.blobs().file(ANN, claimed));
    new Claims(folder.resolve("claims"), java.time.Clock.systemUTC()).release(ANN, BLOB);
    house.age();

    House later = house.restarted();
    later.transfer.content().rebuild();
    later.transfer.garbage().collect();

    assertThat(later.isStored(BLOB)).isFalse();
    assertThat(later.transfer.blobs().usage(ANN).usedBytes()).isZero();
  }

  private long collect() {
    return house.transfer.garbage().collect().bytes();
  }
}
