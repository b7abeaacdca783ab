package io.lucy.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.graph.Attribute;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.TensorType;
import io.lucy.engine.graph.Value;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgramTest {
  @Test
  void runsAGraphOverItsBuffersAgainAndAgain() {
    GraphBuilder builder = new GraphBuilder();
    Value x = builder.input("x", TensorType.floats(Shape.BATCH, 2));
    Value w = builder.constant(Tensor.floats(Shape.of(3, 2), 1, 2, 3, 4, 5, 6));
    builder.output("y", builder.add("Gemm", Map.of("transB", Attribute.of(1)), x, w));

    try (Program program = new Program(builder.build().withBatch(1))) {
      program.set("x", new float[] {1, 10});
      program.run();
      assertThat(program.get("y")).containsExactly(21, 43, 65);
      program.set("x", new float[] {0, 1});
      program.run();
      assertThat(program.get("y")).containsExactly(2, 4, 6);
    }
  }
}
