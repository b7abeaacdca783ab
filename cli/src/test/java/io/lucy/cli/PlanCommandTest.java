package io.lucy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanCommandTest {
  @TempDir private Path home;

  @Test
  void plansAsJsonAndAsText() {
    Path zoo = TinyZoo.in(home);
    Object[] words = {"plan", "--zoo", zoo, "--labels", "flat,rows,columns,broad"};

    CommandLineRun text = CommandLineRun.in(home).run(words);
    CommandLineRun run =
        CommandLineRun.in(home).run("plan", "--zoo", zoo, "--labels", words[4], "--json");

    assertThat(run.status()).as(run.err()).isZero();
    JsonNode plan = run.json();
    assertThat(plan.at("/target/network").asText()).isIn("base", "last");
    assertThat(plan.get("sources").size()).isEqualTo(1);
    assertThat(plan.at("/sources/0/added").size()).isEqualTo(2);
    assertThat(plan.at("/target/alternatives").size()).isEqualTo(2);
    assertThat(text.out()).startsWith("PART").contains("target").contains("not as target: ");
  }

  @Test
  void takesTheShapeOfTheDataAndTheChoicesOfTheUser() {
    Path zoo = TinyZoo.in(home);
    Path data = TinyZoo.data(home, TinyZoo.samples(TinyZoo.LABELS, 5, 1));

    CommandLineRun run =
        CommandLineRun.in(home)
            .run(
                "plan",
                "--zoo",
                zoo,
                "--labels",
                "checks,broad",
                "--data",
                data,
                "--target",
                "more",
                "--source",
                "last",
                "--source",
                "base",
                "--json");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.json().at("/target/network").asText()).isEqualTo("more");
    assertThat(run.json().get("sources").findValuesAsText("network"))
        .containsExactly("last", "base");
  }

  @Test
  void refusesLabelsThatNobodyKnows() {
    CommandLineRun run =
        CommandLineRun.in(home).run("plan", "--zoo", TinyZoo.in(home), "--labels", "rows,Flat");
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err()).contains("'Flat'", "did you mean 'flat'", "[LABEL_INVALID]");
  }
}
