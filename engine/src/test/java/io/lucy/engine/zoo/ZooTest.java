package io.lucy.engine.zoo;

import static io.lucy.engine.data.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.Reason;
import io.lucy.engine.data.Normalisation;
import io.lucy.engine.io.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooTest {
  @TempDir Path folder;

  @Test
  void listsTheNumericallyNewestVersionOfEachNetwork() throws IOException {
    network("b", "x\ny\n", "9", "10", "2");
    network("a", "x\r\nz", "1");

    Zoo zoo = Zoo.open(folder);

    assertThat(zoo.entries()).extracting(ZooEntry::id).containsExactly("a/1", "b/10");
    assertThat(zoo.versions())
        .extracting(ZooEntry::id)
        .containsExactly("a/1", "b/10", "b/9", "b/2");
    assertThat(zoo.problems()).isEmpty();
    assertThat(zoo.find("a").labels()).containsExactly("x", "z");
  }

  @Test
  void knowsANetworkWithoutACard() throws IOException {
    network("a", "x\ny\n", "1");

    ZooEntry entry = Zoo.open(folder).find("a");

    assertThat(entry.card()).isEqualTo(NetworkCard.NONE);
    assertThat(entry.normalisation()).isEqualTo(Normalisation.NONE);
    assertThat(entry.digest()).isEqualTo(Sha256.hex(content("a", "1")));
    assertThat(entry.sizeBytes()).isEqualTo(content("a", "1").length);
  }

  @Test
  void findsByNameVersionAndDigestPrefix() throws IOException {
    network("a", "x\n", "1", "2");
    Zoo zoo = Zoo.open(folder);
    String digest = Sha256.hex(content("a", "1"));

    assertThat(zoo.find("a").version()).isEqualTo(2);
    assertThat(zoo.find("a/1").version()).isEqualTo(1);
    assertThat(zoo.find(digest.substring(0, 6)).version()).isEqualTo(1);
    assertThat(zoo.find(digest).version()).isEqualTo(1);
    assertThat(zoo.byDigest(digest)).contains(zoo.find("a/1"));
    assertThat(zoo.byDigest(digest.substring(1))).isEmpty();
  }

  @Test
  void saysWhatThereIsWhenNothingIsFound() throws IOException {
    network("a", "x\n", "1");
    Zoo zoo = Zoo.open(folder);

    refused(() -> zoo.find("resnet"), Reason.NOT_FOUND, "'resnet'", "a/1");
    refused(() -> zoo.find(""), Reason.NOT_FOUND, "a/1");
    refused(() -> zoo.find(zoo.find("a").digest().substring(0, 5)), Reason.NOT_FOUND, "6 digits");
  }

  @Test
  void asksForMoreDigitsWhereADigestPrefixMeansTwoNetworks() throws IOException {
    Map<String, byte[]> seen = new HashMap<>();
    byte[] second = {0};
    String prefix = Sha256.hex(second).substring(0, Zoo.MIN_DIGEST_PREFIX);
    for (int i = 1; !seen.containsKey(prefix); i++) {
      seen.put(prefix, second);
      second = ByteBuffer.allocate(4).putInt(i).array();
      prefix = Sha256.hex(second).substring(0, Zoo.MIN_DIGEST_PREFIX);
    }
    network("a", "x\n", "1", "2");
    Files.write(folder.resolve("a/1/model.onnx"), seen.get(prefix));
    Files.write(folder.resolve("a/2/model.onnx"), second);
    Zoo zoo = Zoo.open(folder);
    String shared = prefix;

    refused(() -> zoo.find(shared), Reason.NOT_FOUND, shared, "a/2, a/1", "more digits");
    assertThat(zoo.find(Sha256.hex(second).substring(0, 20)).id()).isEqualTo("a/2");
  }

  @Test
  void readsTheBytesThatWereRecorded() throws IOException {
    network("a", "x\n", "1");
    Zoo zoo = Zoo.open(folder);

    assertThat(zoo.bytes(zoo.find("a"))).isEqualTo(content("a", "1"));
    zoo.verifyUnchanged();
  }

  @Test
  void noticesAChangedFile() throws IOException {
    network("a", "x\n", "1");
    Zoo zoo = Zoo.open(folder);
    ZooEntry entry = zoo.find("a");
    byte[] changed = content("a", "1");
    changed[0] ^= 1;

    for (byte[] bytes : List.of(changed, new byte[] {1})) {
      Files.write(entry.path(), bytes);

      String[] named = {"model.onnx", entry.digest(), Sha256.hex(bytes)};
      refused(() -> zoo.bytes(entry), Reason.DIGEST_MISMATCH, named);
      refused(zoo::verifyUnchanged, Reason.DIGEST_MISMATCH, named);
    }
  }

  @Test
  void passesOverAFileThatIsNotTheRecordedOne() {
    NetworkCard card = NetworkCard.NONE;
    ZooWriter.add(folder, "a", List.of("x"), new byte[] {1}, card);
    ZooEntry changed = ZooWriter.add(folder, "a", List.of("x"), new byte[] {2}, card);
    ZooWriter.add(folder, "b", List.of("x"), new byte[] {3}, card);
    byte[] other = {4, 4};
    write(changed.path(), other);

    Zoo zoo = Zoo.open(folder);

    String[] named = {"model.onnx", changed.digest(), Sha256.hex(other), "2 bytes", "restore"};
    assertThat(zoo.versions()).extracting(ZooEntry::id).containsExactly("a/1", "b/1");
    assertThat(zoo.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.reason()).isEqualTo(Reason.DIGEST_MISMATCH);
              assertThat(problem.message()).contains(named);
            });
    refused(() -> zoo.find("a"), Reason.DIGEST_MISMATCH, named);
    refused(() -> zoo.find("a/2"), Reason.DIGEST_MISMATCH, named);
    assertThat(zoo.find("a/1").version()).isEqualTo(1);
    assertThat(zoo.find("b").version()).isEqualTo(1);
  }

  @Test
  void passesOverAnOldVersionThatWasChangedAndKeepsTheNewest() {
    ZooEntry old = ZooWriter.add(folder, "a", List.of("x"), new byte[] {1}, NetworkCard.NONE);
    ZooWriter.add(folder, "a", List.of("x"), new byte[] {2}, NetworkCard.NONE);
    write(old.path(), new byte[] {3});

    Zoo zoo = Zoo.open(folder);

    assertThat(zoo.find("a").version()).isEqualTo(2);
    refused(() -> zoo.find("a/1"), Reason.DIGEST_MISMATCH, "model.onnx");
  }

  @Test
  void isNoZooWhenAllItsFilesWereChanged() {
    ZooEntry only = ZooWriter.add(folder, "a", List.of("x"), new byte[] {1}, NetworkCard.NONE);
    write(only.path(), new byte[] {2});

    refused(() -> Zoo.open(folder), Reason.DIGEST_MISMATCH, "model.onnx", only.digest());
  }

  @Test
  void noticesAFileThatIsGone() throws IOException {
    network("a", "x\n", "1");
    Zoo zoo = Zoo.open(folder);
    Files.delete(zoo.find("a").path());

    refused(() -> zoo.bytes(zoo.find("a")), Reason.NOT_FOUND, "model.onnx", "gone");
    refused(zoo::verifyUnchanged, Reason.NOT_FOUND, "model.onnx", "gone");
  }

  @Test
  void reportsWhatBreaksTheLayoutAndKeepsTheRest() throws IOException {
    network("good", "x\ny\n", "1", "01", "latest", "7");
    Files.delete(folder.resolve("good/7/model.onnx"));
    network("no-labels", "x\n", "1");
    Files.delete(folder.resolve("no-labels/labels.txt"));
    network("twice", "x\nx\n", "1");
    network("bad name", "x\n", "1");
    network("bad-card", "x\n", "1");
    Files.writeString(
        folder.resolve("bad-card/1/card.json"), "{\"normalisation\":{\"mean\":[0],\"std\":[0]}}");
    network("empty-file", "x\n", "1");
    Files.write(folder.resolve("empty-file/1/model.onnx"), new byte[0]);
    Files.createDirectory(folder.resolve("no-version"));
    Files.write(folder.resolve("stray.onnx"), new byte[1]);
    Files.createDirectory(folder.resolve(".hidden"));

    Zoo zoo = Zoo.open(folder);

    assertThat(zoo.entries()).extracting(ZooEntry::id).containsExactly("good/1");
    assertThat(zoo.problems())
        .extracting(problem -> folder.relativize(problem.path()) + ": " + problem.message())
        .satisfiesExactly(
            p -> assertThat(p).startsWith("bad name: ").contains("rename"),
            p -> assertThat(p).startsWith("bad-card/1: ").contains("std 0.0"),
            p -> assertThat(p).startsWith("empty-file/1: ").contains("0 bytes"),
            p -> assertThat(p).startsWith("good/01: ").contains("leading zeros"),
            p -> assertThat(p).startsWith("good/7: ").contains("no model.onnx"),
            p -> assertThat(p).startsWith("good/latest: ").contains("number"),
            p -> assertThat(p).startsWith("no-labels: ").contains("labels.txt"),
            p -> assertThat(p).startsWith("no-version: ").contains("no-version/1/model.onnx"),
            p -> assertThat(p).startsWith("stray.onnx: ").contains("<name>/<version>"),
            p -> assertThat(p).startsWith("twice: ").contains("'x'", "twice"));
  }

  @Test
  void refusesAFolderThatIsMissingOrHoldsNoNetwork() throws IOException {
    refused(() -> Zoo.open(folder.resolve("none")), Reason.NOT_FOUND, "none");
    refused(() -> Zoo.open(folder), Reason.ZOO_INVALID, folder.toString(), "model.onnx");

    Files.write(folder.resolve("stray.onnx"), new byte[1]);
    refused(() -> Zoo.open(folder), Reason.ZOO_INVALID, "stray.onnx");
  }

  private static byte[] content(String name, String version) {
    return (name + " " + version).getBytes(StandardCharsets.UTF_8);
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void network(String name, String labels, String... versions) throws IOException {
    for (String version : versions) {
      Path model = folder.resolve(name).resolve(version).resolve("model.onnx");
      Files.createDirectories(model.getParent());
      Files.write(model, content(name, version));
    }
    Files.writeString(folder.resolve(name).resolve("labels.txt"), labels);
  }
}
