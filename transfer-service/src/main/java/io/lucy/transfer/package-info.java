/**
 * What moves, by its content: blobs, the datasets and clone paths that they are, who may see them,
 * and when they go.
 *
 * <p>Blobs lie in a folder. What they mean is in the log (lucy.datasets and lucy.paths), and from
 * there in the state store. Nothing here knows gRPC.
 */
@NullMarked
package io.lucy.transfer;

import org.jspecify.annotations.NullMarked;
