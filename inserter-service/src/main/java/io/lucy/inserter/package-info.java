/**
 * Insert(·) as a service, and the life of clones: asked for, localised, inserted, and at an end.
 *
 * <p>A clone's life is a fold of the events about it ({@link io.lucy.inserter.CloneLife}); whatever
 * a step of that life entails is a list of {@link io.lucy.inserter.Effect}s, done before the event
 * is committed. Doing them again changes nothing.
 */
@NullMarked
package io.lucy.inserter;

import org.jspecify.annotations.NullMarked;
