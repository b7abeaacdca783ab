package io.lucy.engine.surgery;

import io.lucy.engine.graph.Value;

/**
 * A value at which a mask acts: after the activation, where a next layer or the head reads it.
 *
 * @param value in the module's graph
 * @param groups for each channel, the group whose bit decides about it, or -1 when it always stays
 */
public record MaskPoint(Value value, int[] groups) {}
