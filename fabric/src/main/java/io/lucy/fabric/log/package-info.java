/**
 * The event log: what services tell each other, and the truth that everything else is rebuilt from.
 *
 * <p>One contract, two implementations: a folder for one process, Kafka for many.
 */
@NullMarked
package io.lucy.fabric.log;

import org.jspecify.annotations.NullMarked;
