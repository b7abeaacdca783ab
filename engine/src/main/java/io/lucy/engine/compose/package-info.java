/** Puts clones together: from networks, positions, masks, adapters and heads to one graph. */
@NullMarked
package io.lucy.engine.compose;

import org.jspecify.annotations.NullMarked;
