package io.lucy.bench;

import org.jspecify.annotations.Nullable;

/**
 * What {@code lucy bench gradient} found out.
 *
 * @param network what the step goes through
 * @param masks values that are masked
 * @param threads that either side may use
 * @param steps that were timed on either side, in turns
 * @param lucyMillis median of the steps
 * @param torchMillis likewise; null without PyTorch
 * @param ratio Lucy's time as a share of PyTorch's; null without PyTorch
 * @param torch version of PyTorch, or why it could not be asked
 */
public record GradientFigures(
    String network,
    int batch,
    int masks,
    int threads,
    int steps,
    double lucyMillis,
    @Nullable Double torchMillis,
    @Nullable Double ratio,
    String torch) {}
