package io.lucy.engine.plan;

import static io.lucy.engine.data.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.Reason;
import io.lucy.engine.data.ImageShape;
import io.lucy.engine.zoo.NetworkCard;
import io.lucy.engine.zoo.Zoo;
import io.lucy.engine.zoo.ZooWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannerTest {
  @TempDir Path zoo;

  @Test
  void buildsOnTheNetworkThatKnowsMostAndCoversTheRest() {
    HandMade.add(zoo, "most", 0.95, "a", "b", "c", "x");
    HandMade.add(zoo, "two", 0.9, "d", "e", "a");
    HandMade.add(zoo, "one", 0.99, "e");
    HandMade.add(zoo, "last", 0.9, "f", "y");

    Plan plan = plan("f", "a", "b", "c", "d", "e");

    assertThat(plan.target().network().name()).isEqualTo("most");
    assertThat(plan.target().labels()).containsExactly("a", "b", "c");
    assertThat(plan.sources()).extracting(s -> s.network().name()).containsExactly("two", "last");
    assertThat(plan.sources().get(0).labels()).containsExactly("a", "d", "e");
    assertThat(plan.sources().get(0).added()).containsExactly("d", "e");
    assertThat(plan.sources().get(0).reason()).contains("2 of 3");
    assertThat(plan.sources().get(0).alternatives())
        .extracting(a -> a.network().name())
        .containsExactlyInAnyOrder("one", "last");
  }

  @Test
  void breaksTiesByAccuracyThenFlopsThenDigest() {
    HandMade.add(zoo, "worse", 0.8, "a", "b");
    HandMade.add(zoo, "better", 0.9, "a", "b");
    HandMade.add(zoo, "unknown", null, "a", "b");
    HandMade.add(zoo, "dear", 0.7, HandMade.graph("", 1, 9, 1, 1), "c");
    HandMade.add(zoo, "cheap", 0.7, HandMade.graph("", 1, 3, 1, 1), "c");
    String first = HandMade.add(zoo, "d1", 0.7, "d").digest();
    String second = HandMade.add(zoo, "d2", 0.7, "d").digest();

    Plan plan = plan("a", "b", "c", "d");

    assertThat(plan.target().network().name()).isEqualTo("better");
    assertThat(plan.target().alternatives().get(0).reason()).contains("80.0 %", "90.0 %");
    assertThat(plan.target().alternatives().get(1).reason()).contains("unknown");
    assertThat(plan.sources())
        .extracting(s -> s.network().name())
        .containsExactlyInAnyOrder("cheap", first.compareTo(second) < 0 ? "d1" : "d2");
  }

  @Test
  void takesATargetForTheImagesAndPrefersSourcesOfTheirShape() {
    HandMade.add(zoo, "colour", 0.9, HandMade.graph("", 3, 4, 3, 1), "a", "b", "c");
    HandMade.add(zoo, "grey", 0.1, "a", "b");
    HandMade.add(zoo, "grey-c", 0.1, "c");
    PlanRequest request = PlanRequest.of(List.of("a", "b", "c"));

    Plan open = Planner.plan(networks(), request);
    Plan grey = Planner.plan(networks(), request.withImages(new ImageShape(1, 8, 8)));

    assertThat(open.target().network().name()).isEqualTo("colour");
    assertThat(open.sources()).isEmpty();
    assertThat(grey.target().network().name()).isEqualTo("grey");
    assertThat(grey.target().alternatives())
        .anySatisfy(a -> assertThat(a.reason()).contains("3x8x8"));
    assertThat(grey.sources()).extracting(s -> s.network().name()).containsExactly("grey-c");
    refused(
        () -> Planner.plan(networks(), request.withImages(new ImageShape(1, 9, 9))),
        Reason.DATASET_INVALID,
        "1x9x9",
        "grey 1x8x8");
    refused(
        () ->
            Planner.plan(
                networks(), request.withTarget("colour").withImages(new ImageShape(1, 8, 8))),
        Reason.DATASET_INVALID,
        "1x8x8",
        "colour");
  }

  @Test
  void takesTheChoicesOfTheUser() {
    HandMade.add(zoo, "all", 0.9, "a", "b", "c");
    HandMade.add(zoo, "ab", 0.1, "a", "b");
    HandMade.add(zoo, "bc", 0.1, "b", "c");
    PlanRequest request = PlanRequest.of(List.of("a", "b", "c")).withTarget("ab");

    Plan plan = Planner.plan(networks(), request.withSources(List.of("bc", "all")));

    assertThat(plan.target().network().name()).isEqualTo("ab");
    assertThat(plan.sources()).extracting(s -> s.network().name()).containsExactly("bc", "all");
    assertThat(plan.sources().get(1).added()).isEmpty();
    assertThat(plan.sources().get(1).labels()).containsExactly("a", "b", "c");
    refused(
        () -> Planner.plan(networks(), request.withSources(List.of("ab"))),
        Reason.ARGUMENT_INVALID,
        "'ab'",
        "twice");
    refused(
        () -> Planner.plan(networks(), request.withSources(List.of("gone"))),
        Reason.NOT_FOUND,
        "'gone'");
  }

  @Test
  void refusesChoicesThatLeaveALabelOutOrKnowNone() {
    HandMade.add(zoo, "ab", 0.1, "a", "b");
    HandMade.add(zoo, "bx", 0.1, "b", "x");
    HandMade.add(zoo, "c", 0.1, "c");
    PlanRequest request = PlanRequest.of(List.of("a", "b", "c"));
    refused(
        () -> Planner.plan(networks(), request.withSources(List.of("bx"))),
        Reason.LABEL_INVALID,
        "knows: c",
        "known to: c");
    refused(
        () -> Planner.plan(networks(), PlanRequest.of(List.of("a", "b")).withTarget("c")),
        Reason.LABEL_INVALID,
        "'c' knows none",
        "it knows: c");
  }

  @Test
  void refusesLabelsThatNobodyKnowsAndSaysWhatIsKnown() {
    HandMade.add(zoo, "ab", 0.1, "Sneaker", "b");
    refused(
        () -> plan("sneaker", "b", "zebra"),
        Reason.LABEL_INVALID,
        "'sneaker', 'zebra'",
        "did you mean 'Sneaker'",
        "known: Sneaker, b");
  }

  @Test
  void comparesAccuraciesWithEnoughDigits() {
    HandMade.add(zoo, "worse", 0.97811, "a", "b");
    HandMade.add(zoo, "better", 0.97822, "a", "b");

    Plan plan = plan("a", "b");

    assertThat(plan.target().alternatives())
        .singleElement()
        .satisfies(a -> assertThat(a.reason()).isEqualTo("accuracy 97.81 %, not 97.82 %"));
  }

  @Test
  void refusesNoLabelsAndALabelTwice() {
    refused(() -> PlanRequest.of(List.of()), Reason.LABEL_INVALID, "--labels");
    refused(() -> PlanRequest.of(List.of("a", "b", "a")), Reason.LABEL_INVALID, "'a'");
  }

  @Test
  void passesOverANetworkThatCannotBeReadAndSaysWhy() {
    HandMade.add(zoo, "ab", 0.1, "a", "b");
    byte[] noNetwork = "no network".getBytes(StandardCharsets.UTF_8);
    ZooWriter.add(zoo, "broken", List.of("a", "b", "c"), noNetwork, NetworkCard.NONE);
    HandMade.add(zoo, "c", 0.1, "c");

    Plan plan = plan("a", "b", "c");

    assertThat(plan.target().network().name()).isEqualTo("ab");
    assertThat(plan.unusable())
        .singleElement()
        .satisfies(u -> assertThat(u.reason()).contains("MODEL_INVALID", "broken"));
  }

  private Plan plan(String... labels) {
    return Planner.plan(networks(), PlanRequest.of(List.of(labels)));
  }

  private ZooNetworks networks() {
    return new ZooNetworks(Zoo.open(zoo));
  }
}
