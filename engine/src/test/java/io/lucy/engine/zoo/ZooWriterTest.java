package io.lucy.engine.zoo;

import static io.lucy.engine.data.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.Reason;
import io.lucy.engine.data.Normalisation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooWriterTest {
  private static final List<String> LABELS = List.of("cat", "dog");
  private static final NetworkCard CARD =
      NetworkCard.NONE.withNormalisation(new Normalisation(List.of(0.5f), List.of(0.25f)));

  @TempDir Path folder;
  private Path zoo;

  @BeforeEach
  void nameTheZoo() {
    zoo = folder.resolve("zoo");
  }

  @Test
  void addsANetworkThatTheZooThenHas() {
    ZooEntry added = add("pets", LABELS, 1);

    Zoo opened = Zoo.open(zoo);
    assertThat(opened.find("pets")).isEqualTo(added);
    assertThat(opened.bytes(added)).containsExactly(1);
    assertThat(added.normalisation().std()).containsExactly(0.25f);
    assertThat(zoo.resolve("pets/labels.txt")).hasContent("cat\ndog\n");
    assertThat(zoo.toFile().list()).containsExactly("pets");
  }

  @Test
  void recordsTheFileInItsCard() {
    ZooEntry added = add("pets", LABELS, 1);

    assertThat(added.card().model()).isEqualTo(new NetworkCard.Model(added.digest(), 1));
    assertThat(Zoo.open(zoo).find("pets").card()).isEqualTo(added.card());
  }

  @Test
  void givesAKnownNameItsNextVersion() throws IOException {
    add("pets", LABELS, 1);
    Files.createDirectories(zoo.resolve("pets/9"));

    ZooEntry next = add("pets", LABELS, 2);

    assertThat(next.id()).isEqualTo("pets/10");
    assertThat(Zoo.open(zoo).find("pets")).isEqualTo(next);
    assertThat(Zoo.open(zoo).bytes(Zoo.open(zoo).find("pets/1"))).containsExactly(1);
    assertThat(zoo.resolve("pets").toFile().list())
        .containsExactlyInAnyOrder("labels.txt", "1", "9", "10");
  }

  @Test
  void refusesOtherLabelsUnderAKnownName() {
    add("pets", LABELS, 1);

    refused(
        () -> add("pets", List.of("dog", "cat"), 2), Reason.LABEL_INVALID, "'pets'", "[dog, cat]");
    assertThat(Zoo.open(zoo).versions()).hasSize(1);
  }

  @Test
  void refusesANetworkThatIsThereUnderAnyName() {
    add("pets", LABELS, 1);

    refused(() -> add("pets", LABELS, 1), Reason.ARGUMENT_INVALID, "pets/1");
    refused(() -> add("other", LABELS, 1), Reason.ARGUMENT_INVALID, "pets/1");
    assertThat(zoo.toFile().list()).containsExactly("pets");
  }

  @Test
  void refusesNamesThatAreNotFolderNames() {
    for (String name : List.of("", ".", "..", "a/b", "a b", ".hidden", "ä", "a".repeat(129))) {
      refused(() -> add(name, LABELS, 1), Reason.ARGUMENT_INVALID, "'" + name + "'");
    }
    assertThat(zoo).doesNotExist();
  }

  @Test
  void refusesBadLabelsAndEmptyFiles() {
    refused(() -> add("pets", List.of(), 1), Reason.LABEL_INVALID, "'pets'");
    refused(() -> add("pets", List.of("c\nat"), 1), Reason.LABEL_INVALID, "'c\\u000aat'");
    refused(() -> add("pe\nts", LABELS, 1), Reason.ARGUMENT_INVALID, "'pe\\u000ats'");
    refused(() -> add("pets", List.of("cat", "cat"), 1), Reason.LABEL_INVALID, "'cat'");
    refused(() -> add("pets", LABELS), Reason.MODEL_INVALID, "'pets'");
    assertThat(zoo).doesNotExist();
  }

  @Test
  void tellsBeforehandWhatItWouldRefuse() throws IOException {
    add("pets", LABELS, 1);
    Path file = Files.write(folder.resolve("file"), new byte[1]);

    ZooWriter.check(zoo, "pets", LABELS);
    ZooWriter.check(folder.resolve("new"), "pets", LABELS);
    refused(
        () -> ZooWriter.check(zoo, "pets", List.of("dog", "cat")), Reason.LABEL_INVALID, "'pets'");
    refused(() -> ZooWriter.check(zoo, "a/b", LABELS), Reason.ARGUMENT_INVALID, "'a/b'");
    refused(() -> ZooWriter.check(zoo, "a", List.of()), Reason.LABEL_INVALID, "'a'");
    refused(() -> ZooWriter.check(file, "a", LABELS), Reason.STORAGE_FAILED, "'" + file + "'");
    assertThat(folder.resolve("new")).doesNotExist();
    assertThat(zoo.toFile().list()).containsExactly("pets");
  }

  @Test
  void leavesNothingBehindWhereItCannotWrite() throws IOException {
    Files.write(zoo, new byte[] {7});

    refused(() -> add("pets", LABELS, 1), Reason.STORAGE_FAILED, "'pets'");
    assertThat(zoo).hasBinaryContent(new byte[] {7});
    assertThat(folder.toFile().list()).containsExactly("zoo");
  }

  private ZooEntry add(String name, List<String> labels, int... model) {
    byte[] bytes = new byte[model.length];
    for (int i = 0; i < model.length; i++) {
      bytes[i] = (byte) model[i];
    }
    return ZooWriter.add(zoo, name, labels, bytes, CARD);
  }
}
