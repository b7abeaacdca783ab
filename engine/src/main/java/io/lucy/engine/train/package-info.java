/**
 * Makes losses smaller: losses as graphs, optimisers, schedules, and the loop around them.
 *
 * <p>Parameters are inputs of a graph. {@link io.lucy.engine.train.Training} takes single steps;
 * {@link io.lucy.engine.train.TrainingLoop} takes many. Equal data, options and seed give equal
 * bytes, whatever the number of threads.
 */
@NullMarked
package io.lucy.engine.train;

import org.jspecify.annotations.NullMarked;
