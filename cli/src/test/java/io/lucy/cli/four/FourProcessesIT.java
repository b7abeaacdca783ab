package io.lucy.cli.four;

import static io.lucy.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.lucy.cli.client.CloneFollower;
import io.lucy.cli.client.DatasetLookup;
import io.lucy.cli.client.Inference;
import io.lucy.cli.client.PathLookup;
import io.lucy.cli.client.Services;
import io.lucy.cli.four.FourProcesses.Part;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.SafetensorsFile;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.clone.v1.CloneState;
import io.lucy.proto.clone.v1.GetCloneRequest;
import io.lucy.proto.clone.v1.ListClonesRequest;
import io.lucy.proto.clone.v1.NewClone;
import io.lucy.proto.clone.v1.WatchCloneRequest;
import io.lucy.proto.clone.v1.WatchCloneResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A clone of the bundled zoo, built by four processes with Kafka and Redis. */
@EnabledOnOs(OS.LINUX)
class FourProcessesIT {
  private static final Path DEMO = Path.of("..", "demo");
  private static final Path ZOO = DEMO.resolve("zoo");
  private static final List<String> LABELS = List.of("Sandal", "Sneaker", "Shirt", "Bag");
  private static final long SEED = 1;
  private static final String REQUEST = "a clone by four";

  @TempDir private static Path folder;

  private static SmallClone asked;
  private static FourProcesses processes;
  private static Services services;
  private static Clone clone;
  private static List<WatchCloneResponse> watched;

  @BeforeAll
  static void build() {
    asked = new SmallClone(LABELS, choice(), samples());
    processes = new FourProcesses(folder.resolve("four"), ZOO, Map.of());
    services = processes.services();
    Clone created = asked.create(services, REQUEST, SEED);
    watched = new ArrayList<>();
    services.watching().watchClone(watch(created)).forEachRemaining(watched::add);
    clone = SmallClone.own(services, created);
  }

  private static NewClone choice() {
    return NewClone.newBuilder().addSources("fashion-bags-mobilenet").build();
  }

  private static Dataset samples() {
    return SafetensorsFile.read(DEMO.resolve("data").resolve("fashion-calibration.safetensors"))
        .atMostPerClass(LABELS, 30, true, SEED);
  }

  private static WatchCloneRequest watch(Clone watched) {
    return WatchCloneRequest.newBuilder().setClone(watched.getId()).build();
  }

  @AfterAll
  static void stop() {
    if (processes != null) {
      processes.close();
    }
  }

  @Test
  void buildTheSameCloneAsOne() {
    Clone undisturbed = asked.builtByOneProcess(folder.resolve("one"), ZOO, SEED);

    assertThat(clone.getResult()).isEqualTo(undisturbed.getResult());
    assertThat(path()).isEqualTo(clone.getResult().getPathId());
  }

  @Test
  void tellHowFarTheCloneIs() {
    assertThat(watched)
        .extracting(response -> response.getClone().getState())
        .contains(CloneState.CLONE_STATE_LOCALIZING, CloneState.CLONE_STATE_INSERTING)
        .endsWith(CloneState.CLONE_STATE_COMPLETED)
        .isSorted();
    assertThat(watched)
        .extracting(response -> response.getClone().getProgress().getStage())
        .anyMatch(stage -> stage.startsWith("localise"))
        .anyMatch(stage -> stage.startsWith("refine"));
  }

  @Test
  void serveTheClone() {
    Dataset few = asked.samples();

    eventually(
        () -> {
          Inference inference =
              new Inference(
                  services, HexFormat.of().formatHex(clone.getResult().getPathId().toByteArray()));
          assertThat(inference.labels()).isEqualTo(LABELS);
          assertThat(inference.logits(few, 0, 8)).hasSize(8 * LABELS.size());
        });
  }

  @Test
  void answerARequestThatCameBeforeWithTheSameClone() {
    assertThat(asked.create(services, REQUEST, SEED)).isEqualTo(clone);
  }

  @Test
  void goOnWithARedisThatLostEverything() {
    processes.kill(Part.REDIS);
    processes.restart(Part.REDIS);

    eventually(
        () -> {
          assertThat(get()).isEqualTo(clone);
          assertThat(list()).containsExactly(clone);
          assertThat(services.watching().watchClone(watch(clone)))
              .toIterable()
              .last()
              .matches(response -> CloneFollower.isTerminal(response.getClone()));
          assertThat(path()).isEqualTo(clone.getResult().getPathId());
          assertThat(new PathLookup(services).list()).hasSize(1);
          assertThat(new DatasetLookup(services).list()).hasSize(1);
        });
    serveTheClone();
    answerARequestThatCameBeforeWithTheSameClone();
    Clone another = SmallClone.own(services, asked.create(services, "another", SEED));
    assertThat(another.getId()).isNotEqualTo(clone.getId());
    assertThat(another.getResult()).isEqualTo(clone.getResult());
  }

  private static Clone get() {
    return services
        .clones()
        .getClone(GetCloneRequest.newBuilder().setClone(clone.getId()).build())
        .getClone();
  }

  private static List<Clone> list() {
    return services.clones().listClones(ListClonesRequest.getDefaultInstance()).getClonesList();
  }

  private static ByteString path() {
    return ByteString.fromHex(new PathLookup(services).path(clone.getResult().getPathId()).id());
  }
}
