package io.lucy.engine.plan;

import static io.lucy.engine.data.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.Reason;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.OnnxWriter;
import io.lucy.engine.path.NetworkIdentity;
import io.lucy.engine.zoo.NetworkCard;
import io.lucy.engine.zoo.Zoo;
import io.lucy.engine.zoo.ZooEntry;
import io.lucy.engine.zoo.ZooWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooNetworksTest {
  @TempDir Path zoo;

  @Test
  void findsTheFileThatAPathNames() {
    ZooEntry entry = HandMade.add(zoo, "a", 0.5, "x", "y");
    KnownNetwork known = networks().load("a");

    assertThat(known.identity().fileSha256()).isEqualTo(entry.digest());
    assertThat(known.labels()).containsExactly("x", "y");
    assertThat(networks().resolve(known.identity()).identity()).isEqualTo(known.identity());
  }

  @Test
  void findsAFileThatWasWrittenAnewByItsWeightsAndKeepsTheLabelsOfThePath() {
    HandMade.add(zoo.resolve("one"), "a", 0.5, HandMade.graph("a/", 1, 4, 2, 1), "x", "y");
    HandMade.add(zoo.resolve("two"), "b", 0.5, HandMade.graph("renamed/", 1, 4, 2, 1), "p", "q");
    HandMade.add(zoo.resolve("two"), "other", 0.5, HandMade.graph("a/", 1, 4, 2, 2), "x", "y");
    NetworkIdentity identity = new ZooNetworks(Zoo.open(zoo.resolve("one"))).load("a").identity();
    ZooNetworks two = new ZooNetworks(Zoo.open(zoo.resolve("two")));

    assertThat(two.entry(identity).name()).isEqualTo("b");
    assertThat(two.entry(identity).digest()).isNotEqualTo(identity.fileSha256());
    assertThat(two.resolve(identity).labels()).containsExactly("x", "y");
  }

  @Test
  void namesANetworkThatTheZooDoesNotHave() {
    HandMade.add(zoo.resolve("one"), "a", 0.5, "x", "y");
    HandMade.add(zoo.resolve("two"), "b", 0.5, "x", "y");
    NetworkIdentity identity = new ZooNetworks(Zoo.open(zoo.resolve("one"))).load("a").identity();

    refused(
        () -> new ZooNetworks(Zoo.open(zoo.resolve("two"))).resolve(identity),
        Reason.PATH_UNRESOLVED,
        "'a'",
        identity.fileSha256(),
        "zoo add");
  }

  @Test
  void noticesThatAFileChangedUnderneath() throws IOException {
    HandMade.add(zoo, "a", 0.5, "x", "y");
    ZooNetworks before = networks();
    ZooNetworks during = networks();
    KnownNetwork read = during.load("a");
    Path file = zoo.resolve("a/1/model.onnx");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);

    assertThat(read.labels()).hasSize(2);
    refused(() -> before.load("a"), Reason.DIGEST_MISMATCH, file.toString());
    refused(during::verifyUnchanged, Reason.DIGEST_MISMATCH, file.toString());
  }

  @Test
  void namesTheFileOfANetworkWithAWeightThatIsNoNumber() {
    Graph graph = HandMade.graph("", 1, 4, 2, 1);
    graph.constants().values().iterator().next().floats()[3] = Float.NaN;
    ZooWriter.add(zoo, "a", List.of("x", "y"), OnnxWriter.bytes(graph), NetworkCard.NONE);

    refused(() -> networks().load("a"), Reason.NOT_FINITE, "'a/1'", "model.onnx", "kernel");
  }

  @Test
  void namesANetworkWithAnotherNumberOfLabels() {
    ZooWriter.add(
        zoo,
        "a",
        List.of("x", "y", "z"),
        OnnxWriter.bytes(HandMade.graph("", 1, 4, 2, 1)),
        NetworkCard.NONE);

    refused(() -> networks().load("a"), Reason.LABEL_INVALID, "'a/1'", "2 outputs", "3 labels");
  }

  private ZooNetworks networks() {
    return new ZooNetworks(Zoo.open(zoo));
  }
}
