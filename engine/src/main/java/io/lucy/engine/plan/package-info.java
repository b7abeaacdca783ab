/** Decides which networks of a zoo make up a clone, and finds those that a clone names. */
@NullMarked
package io.lucy.engine.plan;

import org.jspecify.annotations.NullMarked;
