package io.lucy.fabric.blob;

import static io.lucy.fabric.blob.Blobs.id;
import static io.lucy.fabric.blob.Blobs.put;
import static io.lucy.fabric.blob.Blobs.random;
import static io.lucy.fabric.blob.Blobs.read;
import static io.lucy.fabric.blob.Blobs.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every blob store promises. */
abstract class BlobStoreContract {
  @TempDir Path folder;
  protected BlobStore store;

  /** An empty store that may write to {@link #folder}. */
  protected abstract BlobStore open() throws Exception;

  /** Files that the store itself keeps. */
  protected abstract List<String> keptFiles();

  protected void close() throws Exception {}

  @BeforeEach
  void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  void closeStore() throws Exception {
    close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 3_000_001})
  void givesBackTheBytes(int size) {
    byte[] bytes = random(size, size);
    BlobId blob = put(store, bytes);

    assertThat(read(store, blob)).isEqualTo(bytes);
    assertThat(store.missing(List.of(blob))).isEmpty();
  }

  @Test
  void namesThoseThatAreMissing() {
    BlobId here = put(store, random(1, 100));
    BlobId absent = id(random(2, 100));
    BlobId otherSize = new BlobId(here.sha256(), 101);

    assertThat(store.missing(List.of(here, absent, otherSize)))
        .containsExactlyInAnyOrder(absent, otherSize);
    assertThat(store.missing(List.of())).isEmpty();
  }

  @Test
  void asksForMoreBlobsThanFitIntoOneCall() {
    List<BlobId> many = IntStream.range(0, 2500).mapToObj(i -> id(random(i, 8))).toList();
    put(store, random(2400, 8));

    assertThat(store.missing(many)).hasSize(2499).doesNotContain(many.get(2400));
  }

  @Test
  void putsTwiceAsOnce() {
    byte[] bytes = random(1, 1000);
    put(store, bytes);
    List<String> once = keptFiles();
    put(store, bytes);

    assertThat(keptFiles()).isEqualTo(once);
    assertThat(read(store, id(bytes))).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1})
  void refusesOtherBytesAndKeepsNothing(int more) {
    byte[] other = random(2, 200_000 + more);
    BlobId blob = id(random(1, 200_000));

    assertThatThrownBy(() -> store.put(blob, source(other)))
        .isInstanceOfSatisfying(
            LucyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DIGEST_MISMATCH))
        .hasMessageContaining(blob.sha256());
    assertThat(store.missing(List.of(blob))).containsExactly(blob);
    assertThat(keptFiles()).isEmpty();
  }

  @Test
  void saysWhichBlobIsNotThere() {
    BlobId absent = id(random(1, 100));

    assertThatThrownBy(() -> store.file(absent))
        .isInstanceOfSatisfying(
            LucyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND))
        .hasMessageContaining(absent.sha256());
  }

  @Test
  void saysThatASourceCannotBeRead() {
    assertThatThrownBy(
            () ->
                store.put(
                    id(random(1, 100)),
                    () -> {
                      throw new IOException("unplugged");
                    }))
        .isInstanceOf(LucyException.class)
        .hasMessageContaining("unplugged");
    assertThat(keptFiles()).isEmpty();
  }

  @Test
  void manyThreadsPutAndReadTheSameBlobs() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        byte[] bytes = random(i % 4, 150_000);
        running.add(
            threads.submit(
                () -> {
                  put(store, bytes);
                  assertThat(read(store, id(bytes))).isEqualTo(bytes);
                }));
      }
      for (Future<?> one : running) {
        one.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(keptFiles()).hasSize(4);
  }
}
