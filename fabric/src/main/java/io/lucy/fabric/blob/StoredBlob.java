package io.lucy.fabric.blob;

import java.time.Instant;

/**
 * A blob that is kept.
 *
 * @param touched when it was last put or asked for by {@link BlobStore#missing}
 */
public record StoredBlob(BlobId id, Instant touched) {}
