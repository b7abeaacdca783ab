/**
 * Local(·): which filters of a network matter for some of its labels, judged by LIME's local
 * surrogate.
 */
@NullMarked
package io.lucy.engine.local;

import org.jspecify.annotations.NullMarked;
