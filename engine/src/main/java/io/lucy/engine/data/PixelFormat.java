package io.lucy.engine.data;

/**
 * The pixels that a network reads: how large its images are, and how their values are scaled.
 *
 * <p>All that a source needs to know of a target to see the target's images.
 */
public record PixelFormat(ImageShape shape, Normalisation normalisation) {}
