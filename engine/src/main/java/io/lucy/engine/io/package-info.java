/** Bytes on disk: digests, and files that are either whole or not there. */
@NullMarked
package io.lucy.engine.io;

import org.jspecify.annotations.NullMarked;
