/**
 * The event log of many processes: topics and groups of Kafka.
 *
 * <p>A thread per subscription polls for as long as the subscription lives, whatever its handlers
 * do: hours of work cost no rebalance. Offsets are committed after effects.
 */
@NullMarked
package io.lucy.fabric.log.kafka;

import org.jspecify.annotations.NullMarked;
