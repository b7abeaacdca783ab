package io.lucy.engine.autodiff.rule;

import io.lucy.engine.autodiff.GradientScope;
import io.lucy.engine.graph.Attribute;
import io.lucy.engine.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Gradients of matrix products. */
public final class Matrices {
  private Matrices() {}

  /**
   * {@code Y = α A'B' + β C}, where {@code A'} is {@code A} or {@code Aᵀ}. Then {@code dA' = α G
   * B'ᵀ}, {@code dB' = α A'ᵀ G} and {@code dC = β G}.
   */
  public static List<Value> gemm(GradientScope s) {
    boolean transA = s.node().intAttribute("transA", 0) != 0;
    boolean transB = s.node().intAttribute("transB", 0) != 0;
    Value a = s.input(0);
    Value b = s.input(1);
    List<Value> gradients = new ArrayList<>();
    gradients.add(
        transA ? product(s, b, transB, s.g(), true) : product(s, s.g(), false, b, !transB));
    gradients.add(
        transB ? product(s, s.g(), true, a, transA) : product(s, a, !transA, s.g(), false));
    gradients.add(s.mul(s.g(), s.node().realAttribute("beta", 1)));
    return gradients;
  }

  private static Value product(
      GradientScope s, Value left, boolean transLeft, Value right, boolean transRight) {
    return s.apply(
        "Gemm",
        Map.of(
            "alpha", Attribute.of(s.node().realAttribute("alpha", 1)),
            "transA", Attribute.of(transLeft ? 1L : 0L),
            "transB", Attribute.of(transRight ? 1L : 0L)),
        left,
        right);
  }

  /**
   * {@code Y = A B}, over all matrices of a batch. Then {@code dA = G Bᵀ} and {@code dB = Aᵀ G}.
   */
  public static List<Value> matMul(GradientScope s) {
    return List.of(
        s.apply("MatMul", s.g(), transposed(s, s.input(1))),
        s.apply("MatMul", transposed(s, s.input(0)), s.g()));
  }

  private static Value transposed(GradientScope s, Value matrices) {
    int rank = matrices.shape().rank();
    int[] order = IntStream.range(0, rank).toArray();
    order[rank - 2] = rank - 1;
    order[rank - 1] = rank - 2;
    return s.transpose(matrices, order);
  }
}
