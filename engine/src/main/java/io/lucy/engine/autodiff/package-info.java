/**
 * Reverse-mode differentiation as a graph transformation: a graph in, the graph with its gradients
 * out.
 *
 * <p>Start with {@link io.lucy.engine.autodiff.StandardRules}, the table of what can be
 * differentiated; {@link io.lucy.engine.autodiff.ReverseMode} walks a graph backwards and applies
 * it.
 */
@NullMarked
package io.lucy.engine.autodiff;

import org.jspecify.annotations.NullMarked;
