package io.lucy.fabric.log.embedded;

import io.lucy.fabric.log.LogRecord;

/**
 * A record as it lies in a segment.
 *
 * @param offset its number in the topic, from 0; numbers of records that are gone are not used
 *     again
 * @param millis when it was appended
 * @param sizeBytes on the disk
 */
record StoredRecord(long offset, long millis, int sizeBytes, LogRecord record) {}
