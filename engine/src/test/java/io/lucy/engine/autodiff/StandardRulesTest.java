package io.lucy.engine.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.TensorType;
import io.lucy.engine.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class StandardRulesTest {
  /** Of a long list of settings of one operator, `mvn verify` takes one in so many. */
  private static final int SAMPLING = 12;

  @TestFactory
  Stream<DynamicTest> everyRuleAgreesWithFiniteDifferences() {
    return chosen().stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.toString(),
                    () -> {
                      Random random = new Random(c.toString().hashCode());
                      FiniteDifferences.check(c.toString(), c.graph(), c.elements(random), random);
                    }));
  }

  private static List<GradientCase> chosen() {
    boolean full = System.getProperty("lucy.test.matrix", "sample").equals("full");
    Map<String, Integer> seen = new HashMap<>();
    List<GradientCase> chosen = new ArrayList<>();
    for (GradientCase c : GradientCases.all()) {
      int index = seen.merge(c.op(), 1, Integer::sum);
      if (full || index <= SAMPLING || index % SAMPLING == 0) {
        chosen.add(c);
      }
    }
    return chosen;
  }

  @Test
  void everyRowHasACase() {
    List<String> covered = GradientCases.all().stream().map(GradientCase::op).toList();
    assertThat(StandardRules.TABLE.rows())
        .filteredOn(row -> !(row.outcome() instanceof GradientTable.Outcome.Unsupported))
        .extracting(GradientTable.Row::op)
        .isSubsetOf(covered);
  }

  @Test
  void refusesAnOperatorWithoutRuleByName() {
    GraphBuilder builder = new GraphBuilder();
    Value x = builder.input("x", TensorType.floats(2));
    builder.output("y", builder.add("Mish", x));
    Graph graph = builder.build();

    assertThatThrownBy(() -> ReverseMode.differentiate(graph, "y", List.of("x")))
        .isInstanceOfSatisfying(
            LucyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OPERATOR_UNSUPPORTED))
        .hasMessageStartingWith("no gradient rule: node 'Mish_1', op Mish, opset 20 (");
  }
}
