/**
 * Samples: raw pixels with labels and origins, where they come from, and the one file format they
 * travel in.
 *
 * <p>Start at {@link io.lucy.engine.data.DatasetSources} to read something, at {@link
 * io.lucy.engine.data.Dataset} to use it.
 */
@NullMarked
package io.lucy.engine.data;

import org.jspecify.annotations.NullMarked;
