package io.lucy.fabric.state;

import static io.lucy.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every state store promises, to those who watch it too. */
abstract class WatchedStateStoreContract extends StateStoreContract {
  @Test
  void watchersHearOfEveryValueInOrder() {
    List<String> heard = new CopyOnWriteArrayList<>();
    store.put("a", bytes("before"));
    store.watch("a", value -> heard.add(text(value)));
    store.put("a", bytes("1"));
    store.put("other", bytes("other"));
    store.put("a", bytes("2"), Duration.ofMinutes(1));
    store.replace("a", bytes("2"), bytes("3"));
    store.replace("a", bytes("2"), bytes("refused"));
    store.putIfAbsent("a", bytes("refused"));
    store.delete("a");
    store.putIfAbsent("a", bytes("4"));

    eventually(() -> assertThat(heard).endsWith("4"));
    assertThat(heard.stream().filter(value -> !value.equals("before")))
        .containsExactly("1", "2", "3", "4");
  }

  @Test
  void watchersHearEveryByte() {
    List<byte[]> heard = new CopyOnWriteArrayList<>();
    store.watch("a", heard::add);
    store.put("a", new byte[] {0, -1, 13, 10, 0});

    eventually(() -> assertThat(heard).isNotEmpty());
    assertThat(heard.get(0)).containsExactly(0, -1, 13, 10, 0);
  }

  @Test
  void closedWatchesHearNothingMoreAndOthersStay() {
    List<String> closed = new CopyOnWriteArrayList<>();
    List<String> open = new CopyOnWriteArrayList<>();
    StateStore.Watch watch = store.watch("a", value -> closed.add(text(value)));
    store.watch("a", value -> open.add(text(value)));
    store.put("a", bytes("1"));
    eventually(() -> assertThat(closed).containsExactly("1"));
    watch.close();
    watch.close();
    store.put("a", bytes("2"));

    eventually(() -> assertThat(open).containsExactly("1", "2"));
    assertThat(closed).containsExactly("1");
  }

  @Test
  void aKeyCanBeWatchedAgain() {
    List<String> heard = new CopyOnWriteArrayList<>();
    store.watch("a", value -> {}).close();
    store.watch("a", value -> heard.add(text(value)));
    store.put("a", bytes("1"));

    eventually(() -> assertThat(heard).containsExactly("1"));
  }

  @Test
  void listenersMayUseTheStore() {
    List<String> heard = new CopyOnWriteArrayList<>();
    store.watch(
        "a",
        value -> {
          store.put("b", value);
          store.watch("c", ignored -> {}).close();
          heard.add(text(store.get("b").orElseThrow()));
        });
    store.put("a", bytes("1"));

    eventually(() -> assertThat(heard).containsExactly("1"));
  }

  @Test
  void aListenerThatThrowsHearsTheNextValue() {
    List<String> heard = new CopyOnWriteArrayList<>();
    store.watch(
        "a",
        value -> {
          heard.add(text(value));
          throw new IllegalStateException("thrown on purpose");
        });
    store.put("a", bytes("1"));
    store.put("a", bytes("2"));

    eventually(() -> assertThat(heard).containsExactly("1", "2"));
  }

  @Test
  void aListenerThatHangsDelaysNoPutAndHearsOfTheNewest() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    List<String> heard = new CopyOnWriteArrayList<>();
    store.watch(
        "a",
        value -> {
          await(released);
          heard.add(text(value));
        });
    for (int i = 0; i < 1000; i++) {
      store.put("a", bytes(Integer.toString(i)));
    }
    released.countDown();

    eventually(() -> assertThat(heard).endsWith("999"));
    assertThat(heard).isSortedAccordingTo((a, b) -> Integer.parseInt(a) - Integer.parseInt(b));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
