/**
 * The gradients of operators, one formula each: families in one class, the hard ones in their own.
 */
@NullMarked
package io.lucy.engine.autodiff.rule;

import org.jspecify.annotations.NullMarked;
