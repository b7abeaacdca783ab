package io.lucy.engine.autodiff.rule;

import io.lucy.engine.autodiff.GradientScope;
import io.lucy.engine.graph.ElementType;
import io.lucy.engine.graph.Value;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gradients of sums, products, powers and elementary functions. */
public final class Arithmetic {
  private Arithmetic() {}

  /** {@code y = x}. Then {@code dx = g}. */
  public static List<Value> identity(GradientScope s) {
    return List.of(s.g());
  }

  /** {@code y = a + b}. Then {@code da = db = g}. */
  public static List<Value> add(GradientScope s) {
    return List.of(s.g(), s.g());
  }

  /** {@code y = a - b}. Then {@code da = g} and {@code db = -g}. */
  public static List<Value> sub(GradientScope s) {
    return List.of(s.g(), s.neg(s.g()));
  }

  /** {@code y = a * b}. Then {@code da = g * b} and {@code db = g * a}. */
  public static List<Value> mul(GradientScope s) {
    return List.of(s.mul(s.g(), s.input(1)), s.mul(s.g(), s.input(0)));
  }

  /** {@code y = x / d}. Then {@code dx = g / d} and {@code dd = -g * y / d}. */
  public static List<Value> div(GradientScope s) {
    Value dx = s.div(s.g(), s.input(1));
    return List.of(dx, s.neg(s.mul(dx, s.y())));
  }

  /** {@code y = Σ xᵢ}. Then {@code dxᵢ = g}. */
  public static List<Value> sum(GradientScope s) {
    return Collections.nCopies(s.node().inputs().size(), s.g());
  }

  /** {@code y = Σ xᵢ / n}. Then {@code dxᵢ = g / n}. */
  public static List<Value> mean(GradientScope s) {
    int terms = s.node().inputs().size();
    return Collections.nCopies(terms, s.mul(s.g(), 1.0 / terms));
  }

  /** {@code y = -x}. Then {@code dx = -g}. */
  public static List<Value> neg(GradientScope s) {
    return List.of(s.neg(s.g()));
  }

  /**
   * {@code y = xᵖ}. Then {@code dx = g * p * xᵖ⁻¹} and {@code dp = g * y * ln x}, taken as 0 where
   * {@code x} is not positive.
   */
  public static List<Value> pow(GradientScope s) {
    Value exponent = s.input(1);
    if (exponent.type().elementType() != ElementType.FLOAT) {
      exponent = s.number(exponent);
    }
    Value slope = s.mul(exponent, s.apply("Pow", s.x(), s.sub(exponent, s.scalar(1))));
    Value positive = s.apply("Greater", s.x(), s.scalar(0));
    Value logarithm = s.apply("Log", s.where(positive, s.x(), s.scalar(1)));
    return List.of(s.mul(s.g(), slope), s.mul(s.g(), s.mul(s.y(), logarithm)));
  }

  /** {@code y = √x}. Then {@code dx = g / 2y}. */
  public static List<Value> sqrt(GradientScope s) {
    return List.of(s.div(s.mul(s.g(), 0.5), s.y()));
  }

  /** {@code y = 1 / x}. Then {@code dx = -g * y²}. */
  public static List<Value> reciprocal(GradientScope s) {
    return List.of(s.neg(s.mul(s.g(), s.mul(s.y(), s.y()))));
  }

  /** {@code y = eˣ}. Then {@code dx = g * y}. */
  public static List<Value> exp(GradientScope s) {
    return List.of(s.mul(s.g(), s.y()));
  }

  /** {@code y = ln x}. Then {@code dx = g / x}. */
  public static List<Value> log(GradientScope s) {
    return List.of(s.div(s.g(), s.x()));
  }

  /** {@code y = |x|}. Then {@code dx = g * sign x}. */
  public static List<Value> abs(GradientScope s) {
    return List.of(s.mul(s.g(), s.apply("Sign", s.x())));
  }

  /** {@code y = sin x}. Then {@code dx = g * cos x}. */
  public static List<Value> sin(GradientScope s) {
    return List.of(s.mul(s.g(), s.apply("Cos", s.x())));
  }

  /** {@code y = cos x}. Then {@code dx = -g * sin x}. */
  public static List<Value> cos(GradientScope s) {
    return List.of(s.neg(s.mul(s.g(), s.apply("Sin", s.x()))));
  }

  /** {@code y = erf x}. Then {@code dx = g * 2/√π * exp(-x²)}. */
  public static List<Value> erf(GradientScope s) {
    Value bell = s.apply("Exp", s.neg(s.mul(s.x(), s.x())));
    return List.of(s.mul(s.g(), s.mul(bell, 2 / Math.sqrt(Math.PI))));
  }

  /** {@code y = max(a, b)}. Then {@code da = g} where {@code a > b}; a tie is shared in halves. */
  public static List<Value> max(GradientScope s) {
    return larger(s, 1);
  }

  /** {@code y = min(a, b)}. Then {@code da = g} where {@code a < b}; a tie is shared in halves. */
  public static List<Value> min(GradientScope s) {
    return larger(s, -1);
  }

  private static List<Value> larger(GradientScope s, int direction) {
    int inputs = s.node().inputs().size();
    if (inputs == 1) {
      return List.of(s.g());
    }
    if (inputs != 2) {
      throw s.unsupported("inputs: " + inputs + " (supported: 1 or 2)");
    }
    Value sign = s.mul(s.apply("Sign", s.sub(s.input(0), s.input(1))), 0.5 * direction);
    Value half = s.scalar(0.5);
    return List.of(s.mul(s.g(), s.add(half, sign)), s.mul(s.g(), s.sub(half, sign)));
  }

  /** {@code y = c ? a : b}. Then {@code da = c ? g : 0} and {@code db = c ? 0 : g}. */
  public static List<@Nullable Value> where(GradientScope s) {
    Value zero = s.scalar(0);
    return Arrays.asList(null, s.where(s.input(0), s.g(), zero), s.where(s.input(0), zero, s.g()));
  }
}
