package io.lucy.fabric.blob;

import static io.lucy.fabric.blob.Blobs.id;
import static io.lucy.fabric.blob.Blobs.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.fabric.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobCacheTest {
  private static final long LIMIT = 1000;

  @TempDir Path folder;
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger fetched = new AtomicInteger();

  private BlobCache open() {
    return new BlobCache(folder, LIMIT, Duration.ofSeconds(30), nanos::get);
  }

  private void later() {
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
  }

  /** Appends what is missing of some bytes. */
  private BlobCache.Filling with(byte[] bytes) {
    return partial -> {
      fetched.incrementAndGet();
      long here = Files.exists(partial) ? Files.size(partial) : 0;
      Files.write(
          partial,
          Arrays.copyOfRange(bytes, (int) here, bytes.length),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    };
  }

  private byte[] get(BlobCache cache, byte[] bytes) throws IOException {
    return Files.readAllBytes(cache.file(id(bytes), with(bytes)));
  }

  @Test
  void fetchesABlobOnceAlsoOverRestarts() throws Exception {
    byte[] bytes = random(1, 100);

    assertThat(get(open(), bytes)).isEqualTo(bytes);
    assertThat(get(open(), bytes)).isEqualTo(bytes);
    assertThat(fetched).hasValue(1);
  }

  @Test
  void keepsTheMostRecentlyUsedWithinItsLimit() throws Exception {
    BlobCache cache = open();
    get(cache, random(1, 400));
    get(cache, random(2, 400));
    later();
    get(cache, random(1, 400));
    get(cache, random(3, 400));

    assertThat(cache.usedBytes()).isEqualTo(800);
    assertThat(Blobs.files(folder)).hasSize(2);
    fetched.set(0);
    get(cache, random(1, 400));
    get(cache, random(3, 400));
    assertThat(fetched).hasValue(0);
    get(cache, random(2, 400));
    assertThat(fetched).hasValue(1);
  }

  @Test
  void keepsWhatWasJustHandedOut() throws Exception {
    BlobCache cache = open();
    byte[] first = random(1, 600);
    Path file = cache.file(id(first), with(first));
    get(cache, random(2, 600));
    assertThat(Files.readAllBytes(file)).isEqualTo(first);

    later();
    get(cache, random(3, 600));
    assertThat(cache.usedBytes()).isEqualTo(600);
    assertThat(file).doesNotExist();
  }

  @Test
  void shrinksToASmallerLimitWhenItIsOpened() throws Exception {
    get(open(), random(1, 400));
    get(open(), random(2, 400));
    BlobCache smaller = new BlobCache(folder, 500, Duration.ZERO, nanos::get);

    assertThat(smaller.usedBytes()).isEqualTo(400);
    assertThat(Blobs.files(folder)).hasSize(1);
  }

  @Test
  void refusesABlobThatCannotFit() {
    byte[] bytes = random(1, 1001);

    assertThatThrownBy(() -> get(open(), bytes))
        .isInstanceOf(LucyException.class)
        .hasMessageContaining("1001")
        .hasMessageContaining("1000");
    assertThat(fetched).hasValue(0);
  }

  @Test
  void fetchesAnewWhatWasDamagedBetweenTwoProcesses() throws Exception {
    byte[] bytes = random(1, 100);
    Path file = open().file(id(bytes), with(bytes));
    Files.write(file, random(2, 100));

    assertThat(get(open(), bytes)).isEqualTo(bytes);
    assertThat(fetched).hasValue(2);
  }

  @Test
  void fetchesAnewWhatWasDamagedOrDeletedWhileItRuns() throws Exception {
    BlobCache cache = open();
    byte[] bytes = random(1, 100);
    Path file = cache.file(id(bytes), with(bytes));
    get(cache, bytes);
    Files.write(file, random(2, 99));
    assertThat(get(cache, bytes)).isEqualTo(bytes);
    Files.delete(file);

    assertThat(get(cache, bytes)).isEqualTo(bytes);
    assertThat(fetched).hasValue(3);
    assertThat(cache.usedBytes()).isEqualTo(100);
  }

  @Test
  void goesOnWithWhatAKilledProcessHadFetched() throws Exception {
    byte[] bytes = random(1, 100);
    assertThatThrownBy(
            () ->
                open()
                    .file(
                        id(bytes),
                        partial -> {
                          Files.write(partial, Arrays.copyOf(bytes, 40));
                          throw new UnavailableException("killed on purpose");
                        }))
        .isInstanceOf(UnavailableException.class);
    BlobCache restarted = open();
    assertThat(restarted.usedBytes()).isEqualTo(40);
    AtomicLong begin = new AtomicLong();
    Path file =
        restarted.file(
            id(bytes),
            partial -> {
              begin.set(Files.size(partial));
              with(bytes).complete(partial);
            });

    assertThat(begin).hasValue(40);
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    assertThat(restarted.usedBytes()).isEqualTo(100);
  }

  @Test
  void beginsAnewIfTheBeginningWasDamaged() throws Exception {
    byte[] bytes = random(1, 100);
    for (int size : List.of(40, 100, 140)) {
      Files.createDirectories(folder.resolve("partial"));
      Files.write(folder.resolve("partial/" + id(bytes).sha256() + "-100"), random(2, size));

      assertThat(get(open(), bytes)).isEqualTo(bytes);
      Files.delete(open().file(id(bytes), with(bytes)));
    }
  }

  @Test
  void keepsNothingOfOtherBytes() {
    BlobCache cache = open();
    BlobId blob = id(random(1, 100));

    assertThatThrownBy(() -> cache.file(blob, with(random(2, 100))))
        .isInstanceOfSatisfying(
            LucyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DIGEST_MISMATCH));
    assertThat(Blobs.files(folder)).isEmpty();
    assertThat(cache.usedBytes()).isZero();
  }

  @Test
  void keepsNothingIfTheDiskRefuses() {
    BlobCache cache = open();

    assertThatThrownBy(
            () ->
                cache.file(
                    id(random(1, 100)),
                    partial -> {
                      Files.write(partial, new byte[40]);
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOfSatisfying(
            LucyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.STORAGE_FAILED))
        .hasMessageContaining("No space left on device");
    assertThat(Blobs.files(folder)).isEmpty();
    assertThat(cache.usedBytes()).isZero();
  }

  @Test
  void manyThreadsGetBlobsThatDoNotAllFit() throws Exception {
    BlobCache cache = new BlobCache(folder, 50_000);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        byte[] bytes = random(i % 20, 10_000);
        running.add(threads.submit(() -> assertThat(get(cache, bytes)).isEqualTo(bytes)));
      }
      for (Future<?> one : running) {
        one.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(fetched).as("fetched").hasValue(20);
    assertThat(new BlobCache(folder, 50_000).usedBytes()).isLessThanOrEqualTo(50_000);
  }
}
