package io.lucy.fabric.blob;

import static io.lucy.fabric.blob.Blobs.id;
import static io.lucy.fabric.blob.Blobs.put;
import static io.lucy.fabric.blob.Blobs.random;
import static io.lucy.fabric.blob.Blobs.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FolderBlobStoreTest extends BlobStoreContract {
  private final Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
  private final Instant yesterday = Instant.now().minus(Duration.ofDays(1));

  @Override
  protected BlobStore open() {
    return reopened();
  }

  @Override
  protected List<String> keptFiles() {
    return Blobs.files(folder);
  }

  private FolderBlobStore reopened() {
    return new FolderBlobStore(folder, BlobQuota.UNLIMITED);
  }

  private FolderBlobStore folderStore() {
    return (FolderBlobStore) store;
  }

  @Test
  void laysBlobsOutByTheirDigest() {
    BlobId blob = put(store, random(1, 10));

    assertThat(keptFiles())
        .containsExactly(blob.sha256().substring(0, 2) + "/" + blob.sha256().substring(2));
  }

  @Test
  void keepsBlobsOverARestartAndClearsWhatWasBeingPut() throws Exception {
    BlobId blob = put(store, random(1, 10));
    Files.write(folder.resolve("incoming/half"), random(2, 5));

    assertThat(read(reopened(), blob)).isEqualTo(random(1, 10));
    assertThat(reopened().usedBytes()).isEqualTo(10);
    assertThat(keptFiles()).hasSize(1);
  }

  @Test
  void countsTheBytesOfEachBlobOnce() {
    put(store, random(1, 10));
    put(store, random(1, 10));
    BlobId second = put(store, random(2, 7));
    assertThat(folderStore().usedBytes()).isEqualTo(17);

    folderStore().deleteUntouchedSince(second, tomorrow);
    folderStore().deleteUntouchedSince(second, tomorrow);
    assertThat(folderStore().usedBytes()).isEqualTo(10);
  }

  @Test
  void replacesAFileThatWasCutShort() throws Exception {
    BlobId blob = put(store, random(1, 10));
    Files.write(store.file(blob), new byte[3]);
    FolderBlobStore reopened = reopened();
    assertThat(reopened.usedBytes()).isEqualTo(3);

    assertThat(reopened.missing(List.of(blob))).containsExactly(blob);
    put(reopened, random(1, 10));
    assertThat(read(reopened, blob)).isEqualTo(random(1, 10));
    assertThat(reopened.usedBytes()).isEqualTo(10);
  }

  @Test
  void listsBlobsWithTheTimeTheyWereTouched() {
    BlobId blob = put(store, random(1, 10));
    List<StoredBlob> listed = new ArrayList<>();
    folderStore().forEach(listed::add);

    assertThat(listed).extracting(StoredBlob::id).containsExactly(blob);
    assertThat(listed.get(0).touched()).isBetween(yesterday, tomorrow);
  }

  @Test
  void deletesOnlyWhatNobodyAskedForSince() throws Exception {
    BlobId blob = put(store, random(1, 10));
    BlobId renewed = put(store, random(2, 10));
    for (BlobId each : List.of(blob, renewed)) {
      Files.setLastModifiedTime(
          store.file(each),
          java.nio.file.attribute.FileTime.from(yesterday.minus(Duration.ofDays(1))));
    }
    store.missing(List.of(renewed));

    assertThat(folderStore().deleteUntouchedSince(blob, yesterday)).isTrue();
    assertThat(folderStore().deleteUntouchedSince(renewed, yesterday)).isFalse();
    assertThat(store.missing(List.of(blob, renewed))).containsExactly(blob);
  }

  @Test
  void goesOnWithAnUploadAfterARestart() {
    byte[] bytes = random(1, 10);
    BlobUpload upload = folderStore().upload("u1", id(bytes));
    assertThat(upload.committedBytes()).isEmpty();
    upload.append(0, ByteBuffer.wrap(bytes, 0, 4));

    BlobUpload resumed = reopened().upload("u1", id(bytes));
    assertThat(resumed.committedBytes()).hasValue(4);
    assertThat(resumed.isComplete()).isFalse();
    resumed.append(4, ByteBuffer.wrap(bytes, 4, 6));
    resumed.finish();
    resumed.finish();

    assertThat(resumed.committedBytes()).hasValue(10);
    assertThat(resumed.isComplete()).isTrue();
    assertThat(read(store, id(bytes))).isEqualTo(bytes);
    assertThat(keptFiles()).hasSize(1);
  }

  @Test
  void anUploadOfABlobThatIsHereIsCompleteAtOnce() {
    BlobId blob = put(store, random(1, 10));
    BlobUpload upload = folderStore().upload("u1", blob);

    assertThat(upload.isComplete()).isTrue();
    assertThat(upload.committedBytes()).hasValue(10);
    upload.finish();
    assertThat(folderStore().usedBytes()).isEqualTo(10);
  }

  @Test
  void refusesBytesAtAnotherOffsetAndGoesOn() {
    byte[] bytes = random(1, 10);
    BlobUpload upload = folderStore().upload("u1", id(bytes));
    upload.append(0, ByteBuffer.wrap(bytes, 0, 4));

    for (long offset : List.of(-1L, 0L, 3L, 5L)) {
      assertThatThrownBy(() -> upload.append(offset, ByteBuffer.wrap(bytes, 0, 1)))
          .isInstanceOf(LucyException.class)
          .hasMessageContaining("at " + offset)
          .hasMessageContaining("at 4");
    }
    upload.append(4, ByteBuffer.wrap(bytes, 4, 6));
    upload.finish();
    assertThat(read(store, id(bytes))).isEqualTo(bytes);
  }

  @Test
  void keepsNothingOfAnUploadWithTooManyBytes() {
    byte[] bytes = random(1, 10);
    BlobUpload upload = folderStore().upload("u1", id(bytes));
    upload.append(0, ByteBuffer.wrap(bytes, 0, 4));

    assertThatThrownBy(() -> upload.append(4, ByteBuffer.wrap(bytes, 0, 7)))
        .isInstanceOf(LucyException.class)
        .hasMessageContaining("more than 10 bytes");
    assertThat(keptFiles()).isEmpty();
  }

  @Test
  void keepsNothingOfAnUploadThatEndsTooEarly() {
    byte[] bytes = random(1, 10);
    BlobUpload upload = folderStore().upload("u1", id(bytes));
    upload.append(0, ByteBuffer.wrap(bytes, 0, 4));

    assertThatThrownBy(upload::finish)
        .isInstanceOfSatisfying(
            LucyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DIGEST_MISMATCH))
        .hasMessageContaining("/4 ");
    assertThat(keptFiles()).isEmpty();
  }

  @Test
  void keepsNothingOfAnUploadWithOtherBytes() {
    BlobUpload upload = folderStore().upload("u1", id(random(1, 10)));
    upload.append(0, ByteBuffer.wrap(random(2, 10)));

    assertThatThrownBy(upload::finish)
        .isInstanceOfSatisfying(
            LucyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DIGEST_MISMATCH));
    assertThat(keptFiles()).isEmpty();
    assertThat(upload.committedBytes()).isEmpty();
  }

  @Test
  void forgetsUploadsThatNobodyGoesOnWith() {
    BlobUpload upload = folderStore().upload("u1", id(random(1, 10)));
    upload.append(0, ByteBuffer.wrap(random(1, 10), 0, 4));
    folderStore().deleteUploadsUntouchedSince(yesterday);
    assertThat(upload.committedBytes()).hasValue(4);

    folderStore().deleteUploadsUntouchedSince(tomorrow);
    assertThat(upload.committedBytes()).isEmpty();
    assertThat(keptFiles()).isEmpty();
  }

  @Test
  void refusesUploadIdsThatAreNoNames() {
    for (String id : List.of("", ".", "../x", "a/b", "a b", "x".repeat(101))) {
      assertThatThrownBy(() -> folderStore().upload(id, id(new byte[1])))
          .isInstanceOf(LucyException.class)
          .hasMessageContaining("'" + id + "'");
    }
  }

  @Test
  void asksTheQuotaBeforeItKeepsAnything() {
    FolderBlobStore limited =
        new FolderBlobStore(
            folder,
            blob -> {
              if (blob.sizeBytes() > 10) {
                throw new LucyException(Reason.STORAGE_FAILED, "quota 10 bytes");
              }
            });
    byte[] large = random(1, 11);
    BlobUpload upload = limited.upload("u1", id(large));

    assertThatThrownBy(() -> put(limited, large)).hasMessage("quota 10 bytes");
    assertThatThrownBy(() -> upload.append(0, ByteBuffer.wrap(large, 0, 1)))
        .hasMessage("quota 10 bytes");
    assertThat(keptFiles()).isEmpty();
    put(limited, random(1, 10));
  }

  @Test
  void refusesABlobThatIsLargerThanTheDisk() {
    BlobId huge = new BlobId("0".repeat(64), Long.MAX_VALUE);

    assertThatThrownBy(() -> store.put(huge, Blobs.source(new byte[1])))
        .isInstanceOfSatisfying(
            LucyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.STORAGE_FAILED))
        .hasMessageContaining(Long.toString(Long.MAX_VALUE));
  }

  @Test
  void saysThatAFolderCannotBeOne() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> new FolderBlobStore(file, BlobQuota.UNLIMITED))
        .isInstanceOf(LucyException.class)
        .hasMessageContaining(file.toString());
  }
}
