/** Tells whether a network can take part in clones, and what stands in its way. */
@NullMarked
package io.lucy.engine.check;

import org.jspecify.annotations.NullMarked;
