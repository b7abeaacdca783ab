/**
 * How records are handled, whichever log they come from: the order of keys, retries, dead letters,
 * and what may be committed.
 *
 * <p>For the logs, not for services.
 */
@NullMarked
package io.lucy.fabric.log.dispatch;

import org.jspecify.annotations.NullMarked;
