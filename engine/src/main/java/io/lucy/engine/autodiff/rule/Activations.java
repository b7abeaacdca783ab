package io.lucy.engine.autodiff.rule;

import io.lucy.engine.autodiff.GradientScope;
import io.lucy.engine.graph.Attribute;
import io.lucy.engine.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Gradients of activation functions. Where one has a corner, the gradient there is the left one.
 */
public final class Activations {
  /** Bounds below this can be multiplied by the slope of a step and stay finite. */
  private static final float MAX_STEEP_BOUND = 0x1p20f;

  private Activations() {}

  /** {@code y = max(x, 0)}. Then {@code dx = g} where {@code y > 0}. */
  public static List<Value> relu(GradientScope s) {
    return List.of(s.mul(s.g(), s.step(s.y())));
  }

  /** {@code y = x > 0 ? x : αx}. Then {@code dx = g * (x > 0 ? 1 : α)}. */
  public static List<Value> leakyRelu(GradientScope s) {
    float alpha = s.node().realAttribute("alpha", 0.01f);
    Value slope = s.add(s.mul(s.step(s.x()), 1 - alpha), s.scalar(alpha));
    return List.of(s.mul(s.g(), slope));
  }

  /**
   * {@code y = x > 0 ? x : ax}. Then {@code dx = g * (x > 0 ? 1 : a)} and {@code da = g * min(x,
   * 0)}.
   */
  public static List<Value> prelu(GradientScope s) {
    Value positive = s.apply("Greater", s.x(), s.scalar(0));
    Value dx = s.mul(s.g(), s.where(positive, s.scalar(1), s.input(1)));
    return List.of(dx, s.mul(s.g(), s.apply("Min", s.x(), s.scalar(0))));
  }

  /** {@code y = x > 0 ? x : α(eˣ - 1)}. Then {@code dx = g * (x > 0 ? 1 : y + α)}. */
  public static List<Value> elu(GradientScope s) {
    Value left = s.add(s.y(), s.scalar(s.node().realAttribute("alpha", 1)));
    Value positive = s.apply("Greater", s.x(), s.scalar(0));
    return List.of(s.mul(s.g(), s.where(positive, s.scalar(1), left)));
  }

  /**
   * {@code y = min(max(x, low), high)}. Then {@code dx = g} where {@code low < y < high}, and the
   * bounds get {@code g} where they hold {@code x} back.
   */
  public static List<Value> clip(GradientScope s) {
    Value g = s.g();
    List<Value> gradients = new ArrayList<>();
    Value dx = s.has(1) ? s.mul(g, beyond(s, 1, "Greater", 1)) : g;
    gradients.add(s.has(2) ? s.mul(dx, beyond(s, 2, "Less", -1)) : dx);
    gradients.add(s.mul(g, s.number(s.apply("Less", s.x(), s.y()))));
    gradients.add(s.mul(g, s.number(s.apply("Greater", s.x(), s.y()))));
    return gradients;
  }

  /** 1 where the output is strictly on one side of a bound, else 0. */
  private static Value beyond(GradientScope s, int bound, String comparison, int side) {
    float known = s.constant(bound).map(t -> t.floats()[0]).orElse(Float.NaN);
    return Math.abs(known) < MAX_STEEP_BOUND
        ? s.step(s.y(), side, known)
        : s.number(s.apply(comparison, s.y(), s.input(bound)));
  }

  /** {@code y = 1 / (1 + e⁻ˣ)}. Then {@code dx = g * y * (1 - y)}. */
  public static List<Value> sigmoid(GradientScope s) {
    return List.of(s.mul(s.g(), s.mul(s.y(), s.sub(s.scalar(1), s.y()))));
  }

  /** {@code y = max(0, min(1, αx + β))}. Then {@code dx = α * g} where {@code 0 < y < 1}. */
  public static List<Value> hardSigmoid(GradientScope s) {
    float alpha = s.node().realAttribute("alpha", 0.2f);
    return List.of(s.mul(s.g(), s.mul(insideUnit(s, s.y()), alpha)));
  }

  /**
   * {@code y = x * h} with {@code h = max(0, min(1, x/6 + 1/2))}. Then {@code dx = g * (h + x/6)},
   * without the second term where {@code h} is 0 or 1.
   */
  public static List<Value> hardSwish(GradientScope s) {
    Value h =
        s.apply(
            "HardSigmoid",
            Map.of("alpha", Attribute.of(1f / 6), "beta", Attribute.of(0.5f)),
            s.x());
    Value ramp = s.mul(insideUnit(s, h), s.mul(s.x(), 1.0 / 6));
    return List.of(s.mul(s.g(), s.add(h, ramp)));
  }

  private static Value insideUnit(GradientScope s, Value h) {
    Value above = s.apply("Greater", h, s.scalar(0));
    return s.number(s.apply("And", above, s.apply("Less", h, s.scalar(1))));
  }

  /** {@code y = tanh x}. Then {@code dx = g * (1 - y²)}. */
  public static List<Value> tanh(GradientScope s) {
    return List.of(s.mul(s.g(), s.sub(s.scalar(1), s.mul(s.y(), s.y()))));
  }

  /** {@code y = ln(1 + eˣ)}. Then {@code dx = g * sigmoid x}. */
  public static List<Value> softplus(GradientScope s) {
    return List.of(s.mul(s.g(), s.apply("Sigmoid", s.x())));
  }

  /** {@code y = x / (1 + |x|)}. Then {@code dx = g / (1 + |x|)²}. */
  public static List<Value> softsign(GradientScope s) {
    Value divisor = s.add(s.apply("Abs", s.x()), s.scalar(1));
    return List.of(s.div(s.g(), s.mul(divisor, divisor)));
  }

  /**
   * {@code y = x Φ(x)} with the normal distribution {@code Φ}. Then {@code dx = g * (Φ(x) + x
   * φ(x))}; with {@code approximate = tanh}, {@code Φ(x) = (1 + tanh u) / 2}, {@code u = √(2/π) (x
   * + 0.044715 x³)}, and {@code φ} its derivative.
   */
  public static List<Value> gelu(GradientScope s) {
    Value x = s.x();
    Value square = s.mul(x, x);
    Value distribution;
    Value density;
    if (s.node().textAttribute("approximate", "none").equals("tanh")) {
      double scale = Math.sqrt(2 / Math.PI);
      Value cubic = s.add(s.mul(square, 0.044715), s.scalar(1));
      Value t = s.apply("Tanh", s.mul(s.mul(x, cubic), scale));
      Value du = s.mul(s.add(s.mul(square, 3 * 0.044715), s.scalar(1)), scale);
      distribution = s.mul(s.add(t, s.scalar(1)), 0.5);
      density = s.mul(s.mul(s.sub(s.scalar(1), s.mul(t, t)), du), 0.5);
    } else {
      Value e = s.apply("Erf", s.mul(x, Math.sqrt(0.5)));
      distribution = s.mul(s.add(e, s.scalar(1)), 0.5);
      density = s.mul(s.apply("Exp", s.mul(square, -0.5)), 1 / Math.sqrt(2 * Math.PI));
    }
    return List.of(s.mul(s.g(), s.add(distribution, s.mul(x, density))));
  }

  /** {@code y = softmax x}. Then {@code dx = y * (g - Σ g y)}, the sum along the axis. */
  public static List<Value> softmax(GradientScope s) {
    Value projected = s.sum(s.mul(s.g(), s.y()), axis(s));
    return List.of(s.mul(s.y(), s.sub(s.g(), projected)));
  }

  /** {@code y = ln softmax x}. Then {@code dx = g - eʸ Σ g}, the sum along the axis. */
  public static List<Value> logSoftmax(GradientScope s) {
    Value total = s.sum(s.g(), axis(s));
    return List.of(s.sub(s.g(), s.mul(s.apply("Exp", s.y()), total)));
  }

  private static int axis(GradientScope s) {
    return s.x().shape().axis((int) s.node().intAttribute("axis", -1));
  }
}
