package io.lucy.fabric.state;

import static io.lucy.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.fabric.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every state store promises of its values and sets. */
abstract class StateStoreContract {
  private static final int THREADS = 8;

  protected StateStore store;

  /** An empty store. */
  protected abstract StateStore open();

  @BeforeEach
  void openStore() {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void returnsWhatWasPutAndNothingElse() {
    store.put("a", bytes("1"));
    store.put("a", bytes("2"));

    assertThat(store.get("a")).hasValue(bytes("2"));
    assertThat(store.get("b")).isEmpty();
  }

  @Test
  void keepsEveryByteOfAValueAndTellsEmptyFromAbsent() {
    byte[] all = new byte[256];
    IntStream.range(0, all.length).forEach(i -> all[i] = (byte) i);
    store.put("all", all);
    store.put("empty", new byte[0]);

    assertThat(store.get("all")).hasValue(all);
    assertThat(store.get("empty")).hasValue(new byte[0]);
  }

  @Test
  void keepsMebibytes() {
    byte[] large = new byte[3 << 20];
    large[large.length - 1] = 7;
    store.put("large", large);

    assertThat(store.get("large")).hasValue(large);
  }

  @Test
  void keysMayHoldAnyCharacter() {
    store.put("clone:ä \n*[]?{x}:\uD83D\uDE00", bytes("1"));

    assertThat(store.get("clone:ä \n*[]?{x}:\uD83D\uDE00")).hasValue(bytes("1"));
    store.clear();
    assertThat(store.get("clone:ä \n*[]?{x}:\uD83D\uDE00")).isEmpty();
  }

  @Test
  void isNotChangedThroughArraysOfItsCallers() {
    byte[] mine = bytes("mine");
    store.put("a", mine);
    mine[0] = 'x';
    store.get("a").orElseThrow()[1] = 'x';

    assertThat(store.get("a")).hasValue(bytes("mine"));
  }

  @Test
  void returnsManyValuesInTheOrderOfTheirKeys() {
    store.put("a", bytes("1"));
    store.put("c", bytes("3"));

    List<String> found =
        store.getAll(List.of("c", "b", "a", "c")).stream()
            .map(value -> value.map(StateStoreContract::text).orElse("-"))
            .toList();

    assertThat(found).containsExactly("3", "-", "1", "3");
    assertThat(store.getAll(List.of())).isEmpty();
  }

  @Test
  void forgetsAValueAfterItsTime() {
    store.put("short", bytes("1"), Duration.ofMillis(50));
    store.put("long", bytes("2"), Duration.ofMinutes(10));

    eventually(() -> assertThat(store.get("short")).isEmpty());
    assertThat(store.get("long")).hasValue(bytes("2"));
    assertThat(store.putIfAbsent("short", bytes("3"))).isTrue();
  }

  @Test
  void keepsForGoodWhatIsPutWithoutATimeAfterOneWithATime() {
    store.put("put", bytes("1"), Duration.ofMillis(300));
    store.put("put", bytes("2"));
    store.put("replaced", bytes("1"), Duration.ofMillis(300));
    assertThat(store.replace("replaced", bytes("1"), bytes("2"))).isTrue();
    store.put("last", bytes("1"), Duration.ofMillis(400));

    eventually(() -> assertThat(store.get("last")).isEmpty());
    assertThat(store.get("put")).hasValue(bytes("2"));
    assertThat(store.get("replaced")).hasValue(bytes("2"));
  }

  @Test
  void refusesATimeOfNothing() {
    assertThatThrownBy(() -> store.put("a", bytes("1"), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S");
  }

  @Test
  void putsIfAbsentOnlyOnce() {
    assertThat(store.putIfAbsent("a", bytes("1"))).isTrue();
    assertThat(store.putIfAbsent("a", bytes("2"))).isFalse();

    assertThat(store.get("a")).hasValue(bytes("1"));
  }

  @Test
  void replacesOnlyWhatIsExpected() {
    store.put("a", new byte[] {1, 0, 2});
    store.put("empty", new byte[0]);

    assertThat(store.replace("a", new byte[] {1, 0, 3}, bytes("x"))).isFalse();
    assertThat(store.replace("a", new byte[] {1}, bytes("x"))).isFalse();
    assertThat(store.replace("absent", new byte[0], bytes("x"))).isFalse();
    assertThat(store.replace("empty", new byte[0], bytes("x"))).isTrue();
    assertThat(store.replace("a", new byte[] {1, 0, 2}, bytes("2"))).isTrue();
    assertThat(store.get("a")).hasValue(bytes("2"));
  }

  @Test
  void deletesTwiceAsOnce() {
    store.put("a", bytes("1"));
    store.delete("a");
    store.delete("a");

    assertThat(store.get("a")).isEmpty();
  }

  @Test
  void listsMembersInTheOrderOfTheirBytes() {
    // U+FF5E sorts before U+1F600 as UTF-8, and behind it as UTF-16.
    for (String member : List.of("b", "\uD83D\uDE00", "a", "\uFF5E", "B", "a", "ä", "ab")) {
      store.add("set", member);
    }

    assertThat(store.members("set", "", 100))
        .containsExactly("B", "a", "ab", "b", "ä", "\uFF5E", "\uD83D\uDE00");
  }

  @Test
  void pagesThroughMembers() {
    IntStream.range(0, 10).forEach(i -> store.add("set", "m" + i));

    assertThat(store.members("set", "", 4)).containsExactly("m0", "m1", "m2", "m3");
    assertThat(store.members("set", "m3", 4)).containsExactly("m4", "m5", "m6", "m7");
    assertThat(store.members("set", "m7", 4)).containsExactly("m8", "m9");
    assertThat(store.members("set", "m9", 4)).isEmpty();
    assertThat(store.members("set", "m35", 2)).containsExactly("m4", "m5");
    assertThat(store.members("none", "", 4)).isEmpty();
    assertThatThrownBy(() -> store.members("set", "", 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void takesMembersOutTwiceAsOnce() {
    store.add("set", "a");
    store.add("set", "b");
    store.remove("set", "a");
    store.remove("set", "a");
    store.remove("none", "a");

    assertThat(store.members("set", "", 100)).containsExactly("b");
    store.remove("set", "b");
    assertThat(store.members("set", "", 100)).isEmpty();
  }

  @Test
  void tellsAValueFromASetOfTheSameName() {
    store.add("name", "member");
    store.put("name", bytes("1"));
    store.delete("name");

    assertThat(store.members("name", "", 100)).containsExactly("member");
  }

  @Test
  void forgetsEverythingWhenCleared() {
    store.put("a", bytes("1"));
    store.add("set", "member");
    store.clear();

    assertThat(store.get("a")).isEmpty();
    assertThat(store.members("set", "", 100)).isEmpty();
    assertThat(store.putIfAbsent("a", bytes("2"))).isTrue();
  }

  @Test
  void oneOfManyThreadsPutsIfAbsent() throws Exception {
    for (int round = 0; round < 20; round++) {
      String key = "round" + round;
      List<Boolean> won =
          together(thread -> store.putIfAbsent(key, bytes(Integer.toString(thread))));

      assertThat(won).containsOnlyOnce(true);
      assertThat(text(store.get(key).orElseThrow())).isEqualTo(Integer.toString(won.indexOf(true)));
    }
  }

  @Test
  void manyThreadsCountByReplacingWithoutLosingOne() throws Exception {
    int each = 50;
    store.put("count", bytes("0"));
    together(
        thread -> {
          for (int done = 0; done < each; ) {
            byte[] seen = store.get("count").orElseThrow();
            byte[] next = bytes(Integer.toString(Integer.parseInt(text(seen)) + 1));
            done += store.replace("count", seen, next) ? 1 : 0;
          }
          return true;
        });

    assertThat(text(store.get("count").orElseThrow())).isEqualTo("" + THREADS * each);
  }

  @Test
  void saysThatAClosedStoreDoesNotAnswer() {
    store.close();

    assertThatThrownBy(() -> store.get("a")).isInstanceOf(UnavailableException.class);
    assertThatThrownBy(() -> store.add("a", "b")).isInstanceOf(UnavailableException.class);
    assertThatThrownBy(() -> store.watch("a", value -> {}))
        .isInstanceOf(UnavailableException.class);
  }

  /** Runs a task in all threads at the same time, and returns what each returned. */
  private static <T> List<T> together(ThreadTask<T> task) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        Callable<T> call =
            () -> {
              start.await();
              return task.run(thread);
            };
        running.add(threads.submit(call));
      }
      start.countDown();
      List<T> results = new ArrayList<>();
      for (Future<T> one : running) {
        results.add(one.get(30, TimeUnit.SECONDS));
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private interface ThreadTask<T> {
    T run(int thread) throws Exception;
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
