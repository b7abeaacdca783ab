/**
 * The blob store: bytes by their digest.
 *
 * <p>One contract, two implementations: a folder, and a service over the network with a cache.
 */
@NullMarked
package io.lucy.fabric.blob;

import org.jspecify.annotations.NullMarked;
