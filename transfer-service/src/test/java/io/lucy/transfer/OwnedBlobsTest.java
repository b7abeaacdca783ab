package io.lucy.transfer;

import static io.lucy.transfer.DatasetsTest.refused;
import static io.lucy.transfer.Examples.ANN;
import static io.lucy.transfer.Examples.BEN;
import static io.lucy.transfer.Examples.blob;
import static io.lucy.transfer.Examples.dataset;
import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.Reason;
import io.lucy.fabric.blob.BlobId;
import io.lucy.fabric.blob.BlobUpload;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnedBlobsTest {
  private static final byte[] BYTES = new byte[1000];
  private static final BlobId BLOB = blob(BYTES);

  @TempDir Path folder;

  @Test
  void isThereForThoseWhoBroughtIt() throws Exception {
    House house = House.in(folder);

    house.put(ANN, BYTES);

    assertThat(house.has(ANN, BLOB)).isTrue();
    assertThat(house.has(BEN, BLOB)).isFalse();
    assertThat(Files.readAllBytes(house.transfer.blobs().file(ANN, BLOB))).isEqualTo(BYTES);
    refused(Reason.NOT_FOUND, "no blob", () -> house.transfer.blobs().file(BEN, BLOB));
  }

  @Test
  void storesOnceWhatTwoBringAndCountsItForBoth() {
    House house = House.in(folder);

    house.put(ANN, BYTES);
    house.put(BEN, BYTES);
    house.put(BEN, BYTES);

    assertThat(house.transfer.blobs().usage(ANN).usedBytes()).isEqualTo(1000);
    assertThat(house.transfer.blobs().usage(BEN).usedBytes()).isEqualTo(1000);
    assertThat(folder.resolve("blobs"))
        .isDirectoryRecursivelyContaining(
            path -> path.toString().contains(BLOB.sha256().substring(2)));
  }

  @Test
  void refusesOtherBytesThanTheDigestSays() {
    House house = House.in(folder);

    refused(
        Reason.DIGEST_MISMATCH,
        "the bytes that came have digest",
        () -> house.transfer.blobs().put(ANN, BLOB, other()));
    assertThat(house.has(ANN, BLOB)).isFalse();
    assertThat(house.transfer.blobs().usage(ANN).usedBytes()).isZero();
  }

  @Test
  void refusesSizesThatAreNotTrueOrTooLarge() {
    House house = House.in(folder);
    byte[] large = new byte[OwnedBlobs.MAX_PIECE_BYTES + 1];

    refused(
        Reason.ARGUMENT_INVALID,
        "999 bytes came",
        () -> house.transfer.blobs().put(ANN, BLOB, new byte[999]));
    refused(Reason.ARGUMENT_INVALID, "at most 2097152", () -> house.put(ANN, large));
  }

  @Test
  void givesNobodyABlobForKnowingItsDigest() {
    House house = House.in(folder);
    house.put(ANN, BYTES);

    BlobUpload upload = house.transfer.blobs().upload(BEN, "id", BLOB);

    assertThat(upload.isComplete()).isFalse();
    assertThat(upload.committedBytes()).isEqualTo(OptionalLong.empty());
    refused(Reason.DIGEST_MISMATCH, "are others", upload::finish);
    upload.append(0, ByteBuffer.wrap(other()));
    refused(Reason.DIGEST_MISMATCH, "are others", upload::finish);
    assertThat(house.has(BEN, BLOB)).isFalse();
    assertThat(house.transfer.blobs().usage(BEN).usedBytes()).isZero();

    upload.append(0, ByteBuffer.wrap(BYTES));
    upload.finish();

    assertThat(upload.isComplete()).isTrue();
    assertThat(house.has(BEN, BLOB)).isTrue();
    assertThat(house.has(ANN, BLOB)).isTrue();
  }

  @Test
  void resumesAnUploadAfterARestart() {
    House house = House.in(folder);
    house.transfer.blobs().upload(ANN, "id", BLOB).append(0, ByteBuffer.wrap(BYTES, 0, 400));

    House later = house.restarted();
    BlobUpload upload = later.transfer.blobs().upload(ANN, "id", BLOB);

    assertThat(upload.committedBytes()).hasValue(400);
    upload.append(400, ByteBuffer.wrap(BYTES, 400, 600));
    upload.finish();
    assertThat(later.has(ANN, BLOB)).isTrue();
  }

  @Test
  void keepsUploadsOfOwnersApart() {
    House house = House.in(folder);

    house.transfer.blobs().upload(ANN, "id", BLOB).append(0, ByteBuffer.wrap(BYTES, 0, 400));

    assertThat(house.transfer.blobs().upload(BEN, "id", BLOB).committedBytes()).isEmpty();
  }

  @Test
  void remembersWhoHasWhatOverRestarts() {
    House house = House.in(folder);
    house.put(ANN, BYTES);

    House later = house.restarted();

    assertThat(later.transfer.blobs().usage(ANN).usedBytes()).isEqualTo(1000);
    assertThat(later.has(ANN, BLOB)).isTrue();
    assertThat(later.has(BEN, BLOB)).isFalse();
  }

  @Test
  void holdsAnOwnerToTheQuota() {
    House house = House.in(folder, 2500);
    house.put(ANN, BYTES);
    house.put(ANN, blobOf(1));

    refused(
        Reason.QUOTA_EXCEEDED,
        "used: 2000, on their way: 0, quota: 2500",
        () -> house.put(ANN, blobOf(2)));
    house.put(ANN, BYTES);
    house.put(BEN, blobOf(2));

    assertThat(house.transfer.blobs().usage(ANN)).isEqualTo(new OwnedBlobs.Usage(2000, 2500));
    assertThat(house.has(ANN, blob(blobOf(2)))).isFalse();
  }

  @Test
  void countsWhatIsOnItsWayAndGivesItBack() {
    House house = House.in(folder, 2500);
    BlobUpload first = house.transfer.blobs().upload(ANN, "1", blob(blobOf(1)));
    first.append(0, ByteBuffer.wrap(blobOf(1), 0, 10));
    BlobUpload second = house.transfer.blobs().upload(ANN, "2", blob(blobOf(2)));
    second.append(0, ByteBuffer.wrap(blobOf(2), 0, 10));
    BlobUpload third = house.transfer.blobs().upload(ANN, "3", blob(blobOf(3)));

    refused(
        Reason.QUOTA_EXCEEDED,
        "on their way: 2000",
        () -> third.append(0, ByteBuffer.wrap(blobOf(3), 0, 10)));

    second.append(10, ByteBuffer.wrap(other(), 0, 990));
    refused(Reason.DIGEST_MISMATCH, "are others", second::finish);
    third.append(0, ByteBuffer.wrap(blobOf(3)));
    third.finish();

    assertThat(house.has(ANN, blob(blobOf(3)))).isTrue();
  }

  @Test
  void takesWhatACloneBecomesWhateverTheQuota() throws Exception {
    House house = House.in(folder, 1);
    byte[] path = Examples.encodedPath(1);

    house.handle(Examples.completedEvent(ANN, Examples.cloneId(1), path));

    assertThat(house.transfer.paths().get(ANN, Examples.idOf(path))).isEqualTo(path);
    refused(Reason.QUOTA_EXCEEDED, "used: " + path.length, () -> house.put(ANN, BYTES));
  }

  @Test
  void showsTheDataOfTheOwnersDatasetsAndNoOthers() {
    House house = House.in(folder);
    byte[] bytes = dataset(1, 3);
    BlobId blob = house.put(ANN, bytes);
    house.transfer.datasets().create(ANN, blob, "");

    assertThat(house.transfer.blobs().missing(ANN, List.of(blob, BLOB))).containsExactly(BLOB);
    assertThat(house.transfer.blobs().missing(BEN, List.of(blob))).containsExactly(blob);
  }

  private static byte[] other() {
    byte[] other = BYTES.clone();
    other[500] = 1;
    return other;
  }

  private static byte[] blobOf(int first) {
    byte[] bytes = BYTES.clone();
    bytes[0] = (byte) first;
    return bytes;
  }
}
