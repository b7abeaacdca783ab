/** What the whole engine shares: one small family of errors that a caller can meet. */
@NullMarked
package io.lucy.engine;

import org.jspecify.annotations.NullMarked;
