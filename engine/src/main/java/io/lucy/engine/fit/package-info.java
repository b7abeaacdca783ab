/** Fits that need no gradients through a network: ridge regression and the linear head. */
@NullMarked
package io.lucy.engine.fit;

import org.jspecify.annotations.NullMarked;
