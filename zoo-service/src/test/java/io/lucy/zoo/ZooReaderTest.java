package io.lucy.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.Sha256;
import io.lucy.engine.plan.Plan;
import io.lucy.engine.plan.PlanRequest;
import io.lucy.engine.zoo.ZooEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooReaderTest {
  private static final String LENET = "mnist-low-lenet5";
  private static final String MOBILENET = "mnist-high-mobilenet";
  private static final String VGG = "mnist-even-vgg";
  private static final Duration INTERVAL = Duration.ofMillis(40);

  @TempDir private Path folder;
  private ZooReader zoo;

  @AfterEach
  void close() {
    if (zoo != null) {
      zoo.close();
    }
  }

  @Test
  void seesNetworksThatAreAddedAndRemoved() {
    open(LENET);
    assertThat(names()).containsExactly(LENET);

    DemoZoo.copy(folder, MOBILENET);
    DemoZoo.await("the new network", () -> names().equals(List.of(MOBILENET, LENET)));

    DemoZoo.remove(folder, LENET);
    DemoZoo.await("the removal", () -> names().equals(List.of(MOBILENET)));
    refused(() -> zoo.network(LENET), Reason.NOT_FOUND, LENET);
  }

  @Test
  void opensAFolderWithoutNetworks() {
    open();
    assertThat(names()).isEmpty();
    refused(() -> zoo.network(LENET), Reason.NOT_FOUND, LENET);

    DemoZoo.copy(folder, LENET);
    DemoZoo.await("the first network", () -> names().equals(List.of(LENET)));
  }

  @Test
  void refusesToOpenAFolderThatIsNotThere() {
    refused(
        () -> new ZooReader(folder.resolve("none"), INTERVAL, 1 << 20), Reason.NOT_FOUND, "none");
  }

  @Test
  void doesNotServeANetworkWhoseFileWasChangedUntilItIsRestored() {
    open(LENET, MOBILENET);
    String digest = zoo.network(LENET).entry().digest();
    byte[] original = DemoZoo.bytes(LENET);

    DemoZoo.replace(DemoZoo.model(folder, LENET), DemoZoo.bytes(VGG));
    DemoZoo.await("the change", () -> !names().contains(LENET));

    refused(() -> zoo.network(LENET), Reason.DIGEST_MISMATCH, digest);
    refused(() -> zoo.networkByDigest(digest), Reason.DIGEST_MISMATCH, digest);
    refused(
        () -> zoo.plan(PlanRequest.of(List.of("5")).withTarget(LENET)),
        Reason.DIGEST_MISMATCH,
        digest);
    assertThat(zoo.network(MOBILENET).obstacles()).isEmpty();

    DemoZoo.replace(DemoZoo.model(folder, LENET), original);
    DemoZoo.await("the original", () -> names().contains(LENET));
    assertThat(zoo.network(LENET).entry().digest()).isEqualTo(digest);
  }

  @Test
  void neverAnswersFromAFileThatChangedSinceTheLastLook() {
    DemoZoo.copy(folder, LENET);
    zoo = new ZooReader(folder, Duration.ofHours(1), 64 << 20);
    ZooSnapshot before = zoo.current();
    ZooEntry entry = before.find(LENET);
    DemoZoo.replace(entry.path(), DemoZoo.bytes(VGG));

    refused(() -> zoo.networks().load(before, entry), Reason.DIGEST_MISMATCH, entry.digest());
  }

  @Test
  void takesANetworkThatIsRemovedAndAddedAgainForWhatItIsNow() {
    open(LENET);
    DemoZoo.remove(folder, LENET);
    DemoZoo.await("the removal", () -> names().isEmpty());
    DemoZoo.copyAs(folder, VGG, LENET);

    DemoZoo.await("the other network", () -> names().contains(LENET));
    assertThat(zoo.network(LENET).entry().digest()).isEqualTo(Sha256.hex(DemoZoo.bytes(VGG)));
  }

  @Test
  void isNotBrokenByANetworkThatIsBeingCopiedIn() throws IOException {
    open(LENET);
    byte[] model = DemoZoo.bytes(MOBILENET);
    Path file = DemoZoo.model(folder, MOBILENET);
    Files.createDirectories(file.getParent());
    Files.writeString(folder.resolve(MOBILENET).resolve("labels.txt"), "5\n6\n7\n8\n9\n");
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int from = 0; from < model.length; from += model.length / 7) {
        out.write(model, from, Math.min(model.length / 7, model.length - from));
        out.flush();
        assertThat(zoo.network(LENET).obstacles()).isEmpty();
        // Long enough that some looks fall between, and a part settles.
        ZooSnapshot before = zoo.current();
        DemoZoo.await("a look", () -> zoo.current() != before || names().contains(MOBILENET));
      }
    }
    DemoZoo.await(
        "the whole network",
        () ->
            zoo.current().zoo().entries().stream()
                .anyMatch(e -> e.name().equals(MOBILENET) && e.sizeBytes() == model.length));
    DemoZoo.await("its anatomy", () -> zoo.network(MOBILENET).anatomy().isPresent());
    assertThat(zoo.network(MOBILENET).entry().digest()).isEqualTo(Sha256.hex(model));
  }

  @Test
  void tellsWhatStandsInTheWayOfAFileThatIsNoNetwork() throws IOException {
    open(LENET);
    Path file = DemoZoo.model(folder, "half");
    Files.createDirectories(file.getParent());
    Files.writeString(folder.resolve("half").resolve("labels.txt"), "a\nb\n");
    Files.write(file, java.util.Arrays.copyOf(DemoZoo.bytes(VGG), 5000));
    DemoZoo.await("the half network", () -> names().contains("half"));

    NetworkAnatomy half = zoo.network("half");
    assertThat(half.anatomy()).isEmpty();
    assertThat(half.obstacles()).hasSize(1);
    Plan plan = zoo.plan(PlanRequest.of(List.of("0")));
    assertThat(plan.target().network().name()).isEqualTo(LENET);
  }

  @Test
  void tellsThatThereAreMoreLabelsThanOutputs() throws IOException {
    DemoZoo.copy(folder, LENET);
    Files.writeString(folder.resolve(LENET).resolve("labels.txt"), "0\n1\n2\n3\n4\nfive\n");
    zoo = new ZooReader(folder, INTERVAL, 64 << 20);

    NetworkAnatomy network = zoo.network(LENET);
    assertThat(network.anatomy()).isEmpty();
    assertThat(network.obstacles()).singleElement().asString().contains("5 outputs, 6 labels");
    refused(
        () -> zoo.plan(PlanRequest.of(List.of("0"))), Reason.LABEL_INVALID, "5 outputs, 6 labels");
  }

  @Test
  void showsEveryReaderOneZooWhileItChanges() throws InterruptedException {
    open(LENET);
    AtomicBoolean stop = new AtomicBoolean();
    AtomicReference<Throwable> wrong = new AtomicReference<>();
    Thread reader =
        new Thread(
            () -> {
              while (!stop.get()) {
                ZooSnapshot snapshot = zoo.current();
                for (ZooEntry entry : snapshot.zoo().versions()) {
                  if (snapshot.byDigest(entry.digest()).isEmpty()
                      || !snapshot.find(entry.id()).equals(entry)) {
                    wrong.set(new AssertionError("not in its own zoo: " + entry));
                  }
                }
              }
            });
    reader.setUncaughtExceptionHandler((thread, error) -> wrong.set(error));
    reader.start();
    for (int round = 0; round < 3; round++) {
      DemoZoo.copy(folder, MOBILENET, VGG);
      DemoZoo.await("three networks", () -> names().size() == 3);
      DemoZoo.remove(folder, MOBILENET);
      DemoZoo.remove(folder, VGG);
      DemoZoo.await("one network", () -> names().size() == 1);
    }
    stop.set(true);
    reader.join();
    assertThat(wrong.get()).isNull();
  }

  @Test
  void losesNothingButTheNetworksWhenTheFolderIsGone() throws IOException {
    open(LENET);
    Path away = folder.resolveSibling(folder.getFileName() + "-away");
    Files.move(folder, away);
    DemoZoo.await("the loss", () -> names().isEmpty());
    assertThat(zoo.current().zoo().problems()).isNotEmpty();

    Files.move(away, folder);
    DemoZoo.await("the return", () -> names().equals(List.of(LENET)));
  }

  private void open(String... names) {
    zoo = new ZooReader(DemoZoo.copy(folder, names), INTERVAL, 64 << 20);
  }

  private List<String> names() {
    return zoo.current().zoo().entries().stream().map(ZooEntry::name).toList();
  }

  private static void refused(ThrowingCallable call, Reason reason, String part) {
    assertThatThrownBy(call)
        .asInstanceOf(type(LucyException.class))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
        .satisfies(e -> assertThat(e).hasMessageContaining(part));
  }
}
