/**
 * Networks that Lucy can make itself: their shapes, and how they are trained from scratch.
 *
 * <p>An {@link io.lucy.engine.architecture.Architecture} is written once, in terms of {@link
 * io.lucy.engine.architecture.Layers}; one kind of layers makes the graph that is trained, another
 * the file that is kept. {@link io.lucy.engine.architecture.NetworkTrainer} does it all.
 */
@NullMarked
package io.lucy.engine.architecture;

import org.jspecify.annotations.NullMarked;
