/**
 * The evidence: clones beside their rivals on the same samples, gradients beside PyTorch, and the
 * demonstration.
 *
 * <p>A {@link io.lucy.bench.Task} says what is compared, {@link io.lucy.bench.CloneBenchmark}
 * compares over seeds, {@link io.lucy.bench.FrozenRivals} and {@link io.lucy.bench.FineTuning} are
 * what a clone is compared with.
 */
@NullMarked
package io.lucy.bench;

import org.jspecify.annotations.NullMarked;
