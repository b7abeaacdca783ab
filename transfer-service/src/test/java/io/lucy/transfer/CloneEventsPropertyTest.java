package io.lucy.transfer;

import static io.lucy.transfer.Examples.ANN;
import static io.lucy.transfer.Examples.blob;
import static io.lucy.transfer.Examples.cancelledEvent;
import static io.lucy.transfer.Examples.cloneId;
import static io.lucy.transfer.Examples.completedEvent;
import static io.lucy.transfer.Examples.deletedEvent;
import static io.lucy.transfer.Examples.encodedPath;
import static io.lucy.transfer.Examples.failedEvent;
import static io.lucy.transfer.Examples.requestedEvent;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.lucy.fabric.UnavailableException;
import io.lucy.fabric.blob.BlobId;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.Topic;
import io.lucy.proto.event.v1.PathRecord;
import io.lucy.proto.transfer.v1.StoredPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CloneEventsPropertyTest {
  private static final int CLONES = 4;
  private static final List<BlobId> DATA =
      List.of(blob(Examples.dataset(1, 3)), blob(Examples.dataset(2, 3)));

  /** How a clone's life ends, if it does. */
  private enum End {
    NONE,
    COMPLETED,
    FAILED,
    CANCELLED
  }

  /** What happens to a clone; several come to the same path. */
  private record Life(int data, End end, int path, boolean deleted) {
    List<LogRecord> events(int number) {
      String clone = cloneId(number);
      List<LogRecord> events = new ArrayList<>();
      events.add(requestedEvent(ANN, clone, DATA.get(data)));
      switch (end) {
        case NONE -> {}
        case COMPLETED ->
            events.add(completedEvent(ANN, clone, encodedPath(path, "platform" + number)));
        case FAILED -> events.add(failedEvent(ANN, clone));
        case CANCELLED -> events.add(cancelledEvent(ANN, clone));
      }
      if (deleted) {
        events.add(deletedEvent(ANN, clone));
      }
      return events;
    }
  }

  /** All that can be seen in the end. */
  private record Seen(
      List<StoredPath> paths,
      Map<String, ByteString> bytes,
      Map<String, PathRecord> announced,
      List<Boolean> neededData,
      List<Boolean> neededPaths) {}

  @Property(tries = 150)
  void everyOrderOfEventsEndsAlike(@ForAll("lives") List<Life> lives, @ForAll long seed)
      throws Exception {
    List<LogRecord> inOrder = events(lives);
    List<LogRecord> anyhow = new ArrayList<>(inOrder);
    Random random = new Random(seed);
    for (int i = random.nextInt(6); i > 0; i--) {
      anyhow.add(inOrder.get(random.nextInt(inOrder.size())));
    }
    Collections.shuffle(anyhow, random);

    assertThat(seenAfter(anyhow, random, false)).isEqualTo(seenAfter(inOrder, random, false));
  }

  @Property(tries = 150)
  void failuresBetweenAnyTwoStepsEndAlike(@ForAll("lives") List<Life> lives, @ForAll long seed)
      throws Exception {
    List<LogRecord> events = events(lives);
    Random random = new Random(seed);

    assertThat(seenAfter(events, random, true)).isEqualTo(seenAfter(events, random, false));
  }

  private static List<LogRecord> events(List<Life> lives) {
    List<LogRecord> events = new ArrayList<>();
    for (int i = 0; i < lives.size(); i++) {
      events.addAll(lives.get(i).events(i));
    }
    return events;
  }

  private static Seen seenAfter(List<LogRecord> events, Random random, boolean failing)
      throws Exception {
    Path folder = Files.createTempDirectory("lucy-events");
    try (FailingStore store = new FailingStore()) {
      House house = House.in(folder, 0, store);
      for (LogRecord event : events) {
        if (failing) {
          store.failAt(random.nextInt(16), random.nextBoolean());
          deliver(house, event);
          store.heal();
        }
        house.handle(event);
      }
      return look(house);
    } finally {
      delete(folder);
    }
  }

  private static void deliver(House house, LogRecord event) throws Exception {
    try {
      house.handle(event);
    } catch (UnavailableException e) {
      assertThat(e).hasMessageStartingWith("the store failed");
    }
  }

  private static Seen look(House house) throws Exception {
    List<StoredPath> paths = house.transfer.paths().list(ANN, new Page.Request(0, "")).items();
    Map<String, ByteString> bytes = new TreeMap<>();
    for (StoredPath path : paths) {
      String id = Digests.digits(path.getPathId(), "id");
      bytes.put(id, ByteString.copyFrom(house.transfer.paths().get(ANN, id)));
    }
    Map<String, PathRecord> announced = new TreeMap<>();
    for (LogRecord record : house.log.compacted(Topic.PATHS).values()) {
      announced.put(record.key(), PathRecord.parseFrom(record.value()));
    }
    References references = new References(house.state);
    List<Boolean> neededPaths = new ArrayList<>();
    for (int number = 0; number < 2; number++) {
      for (int clone = 0; clone < CLONES; clone++) {
        neededPaths.add(references.has(blob(encodedPath(number, "platform" + clone)), ANN));
      }
    }
    return new Seen(
        paths, bytes, announced, DATA.stream().map(references::has).toList(), neededPaths);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Collections.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Provide
  Arbitrary<List<Life>> lives() {
    Arbitrary<Life> life =
        Arbitraries.integers()
            .between(0, 1)
            .tuple2()
            .flatMap(
                numbers ->
                    Arbitraries.of(End.values())
                        .flatMap(
                            end ->
                                Arbitraries.of(true, false)
                                    .map(
                                        gone ->
                                            new Life(numbers.get1(), end, numbers.get2(), gone))));
    return life.list().ofMinSize(1).ofMaxSize(CLONES);
  }
}
