package io.lucy.engine.autodiff;

import static io.lucy.engine.autodiff.GradientTable.noGradient;
import static io.lucy.engine.autodiff.GradientTable.rule;
import static io.lucy.engine.autodiff.GradientTable.unsupported;

import io.lucy.engine.autodiff.rule.Activations;
import io.lucy.engine.autodiff.rule.Arithmetic;
import io.lucy.engine.autodiff.rule.Convolutions;
import io.lucy.engine.autodiff.rule.Layouts;
import io.lucy.engine.autodiff.rule.Matrices;
import io.lucy.engine.autodiff.rule.Normalizations;
import io.lucy.engine.autodiff.rule.Pools;
import io.lucy.engine.autodiff.rule.Reductions;
import io.lucy.engine.autodiff.rule.Resizes;
import io.lucy.engine.autodiff.rule.Slices;

/**
 * What Lucy can differentiate: operator, the opset that gave it the form in which graphs hold it,
 * and its gradient.
 */
final class StandardRules {
  static final GradientTable TABLE =
      GradientTable.of(
          // Arithmetic
          rule("Abs", 13, Arithmetic::abs),
          rule("Add", 14, Arithmetic::add),
          rule("Cast", 19, Arithmetic::identity),
          rule("Cos", 7, Arithmetic::cos),
          rule("Div", 14, Arithmetic::div),
          rule("Dropout", 13, Arithmetic::identity),
          rule("Erf", 13, Arithmetic::erf),
          rule("Exp", 13, Arithmetic::exp),
          rule("Identity", 19, Arithmetic::identity),
          rule("Log", 13, Arithmetic::log),
          rule("Max", 13, Arithmetic::max),
          rule("Mean", 13, Arithmetic::mean),
          rule("Min", 13, Arithmetic::min),
          rule("Mul", 14, Arithmetic::mul),
          rule("Neg", 13, Arithmetic::neg),
          rule("Pow", 15, Arithmetic::pow),
          rule("Reciprocal", 13, Arithmetic::reciprocal),
          rule("Sin", 7, Arithmetic::sin),
          rule("Sqrt", 13, Arithmetic::sqrt),
          rule("Sub", 14, Arithmetic::sub),
          rule("Sum", 13, Arithmetic::sum),
          rule("Where", 16, Arithmetic::where),

          // Activations
          rule("Clip", 13, Activations::clip),
          rule("Elu", 6, Activations::elu),
          rule("Gelu", 20, Activations::gelu),
          rule("HardSigmoid", 6, Activations::hardSigmoid),
          rule("HardSwish", 14, Activations::hardSwish),
          rule("LeakyRelu", 16, Activations::leakyRelu),
          rule("LogSoftmax", 13, Activations::logSoftmax),
          rule("PRelu", 16, Activations::prelu),
          rule("Relu", 14, Activations::relu),
          rule("Sigmoid", 13, Activations::sigmoid),
          rule("Softmax", 13, Activations::softmax),
          rule("Softplus", 1, Activations::softplus),
          rule("Softsign", 1, Activations::softsign),
          rule("Tanh", 13, Activations::tanh),

          // Matrix products and convolutions
          rule("Conv", 11, Convolutions::conv),
          rule("ConvTranspose", 11, Convolutions::convTranspose),
          rule("Gemm", 13, Matrices::gemm),
          rule("MatMul", 13, Matrices::matMul),

          // Pooling and resizing
          rule("AveragePool", 19, Pools::average),
          rule("GlobalAveragePool", 1, Pools::globalAverage),
          rule("GlobalMaxPool", 1, Pools::globalMax),
          rule("MaxPool", 12, Pools::max),
          rule("Resize", 19, Resizes::nearest),

          // Normalisation
          rule("BatchNormalization", 15, Normalizations::batch),
          rule("InstanceNormalization", 6, Normalizations::instance),
          rule("LayerNormalization", 17, Normalizations::layer),
          unsupported("LRN", 13, "local response normalisation; no rule has been written"),

          // Reductions
          rule("ReduceL1", 18, Reductions::l1),
          rule("ReduceL2", 18, Reductions::l2),
          rule("ReduceLogSumExp", 18, Reductions::logSumExp),
          rule("ReduceMax", 20, Reductions::extremum),
          rule("ReduceMean", 18, Reductions::mean),
          rule("ReduceMin", 20, Reductions::extremum),
          rule("ReduceSum", 13, Reductions::sum),
          rule("ReduceSumSquare", 18, Reductions::sumSquare),

          // Layout
          rule("Concat", 13, Layouts::concat),
          rule("Expand", 13, Layouts::expand),
          rule("Flatten", 13, Layouts::reshape),
          rule("Gather", 13, Layouts::gather),
          rule("Pad", 19, Slices::pad),
          rule("Reshape", 19, Layouts::reshape),
          rule("Slice", 13, Slices::slice),
          rule("Split", 18, Layouts::split),
          rule("Squeeze", 13, Layouts::reshape),
          rule("Tile", 13, Layouts::tile),
          rule("Transpose", 13, Layouts::transpose),
          rule("Unsqueeze", 13, Layouts::reshape),

          // Constant almost everywhere
          noGradient("ArgMax", 13),
          noGradient("Ceil", 13),
          noGradient("Equal", 19),
          noGradient("Floor", 13),
          noGradient("Greater", 13),
          noGradient("GreaterOrEqual", 16),
          noGradient("Less", 13),
          noGradient("LessOrEqual", 16),
          noGradient("Round", 11),
          noGradient("Shape", 19),
          noGradient("Sign", 13));

  private StandardRules() {}
}
