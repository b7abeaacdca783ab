package io.lucy.zoo.inference;

import java.time.Duration;

/**
 * What a model says to a batch.
 *
 * @param logits [samples, labels], row-major; the caller's own
 * @param waited until it was this batch's turn
 * @param computed from then on
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Answer(float[] logits, Duration waited, Duration computed) {}
