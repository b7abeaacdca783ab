package io.lucy.engine.surgery;

import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.graph.Graph;
import java.util.List;
import org.junit.jupiter.api.Test;

class CutsTest {
  @Test
  void findsOneCutPerChainOfElementwiseOperators() {
    assertThat(shapes(new SmallNetworks().plain()))
        .containsExactly("[N,3,8,8]", "[N,6,8,8]", "[N,6,4,4]", "[N,8,4,4]", "[N,8,2,2]", "[N,10]");
  }

  @Test
  void findsNoCutInsideAResidualBlock() {
    assertThat(shapes(new SmallNetworks().residual()))
        .containsExactly("[N,3,8,8]", "[N,8,8,8]", "[N,8,8,8]", "[N,12,4,4]", "[N,12]");
  }

  @Test
  void findsCutsBetweenDenseLayers() {
    assertThat(shapes(new SmallNetworks().dense()))
        .containsExactly(
            "[N,3,8,8]", "[N,6,8,8]", "[N,10,8,8]", "[N,14,8,8]", "[N,18,8,8]", "[N,18]");
  }

  @Test
  void numbersCutsByDepth() {
    List<Cut> cuts = Cuts.of(Network.of(new SmallNetworks().depthwise()).trunk());
    assertThat(cuts).extracting(Cut::number).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(cuts).extracting(Cut::depth).isSorted();
    assertThat(cuts.get(0).depth()).isZero();
    assertThat(cuts.get(cuts.size() - 1).depth()).isEqualTo(1);
  }

  private static List<String> shapes(Graph graph) {
    return Cuts.of(Network.of(graph).trunk()).stream().map(c -> c.shape().toString()).toList();
  }
}
