/**
 * The state store: what can be looked up quickly, and rebuilt from the log when it is lost.
 *
 * <p>One contract, two implementations: memory for one process, Redis for many.
 */
@NullMarked
package io.lucy.fabric.state;

import org.jspecify.annotations.NullMarked;
