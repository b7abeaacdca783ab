/**
 * The clone path: what a clone is, how it is stored, and the file it is sent in.
 *
 * <p>{@link io.lucy.engine.path.ClonePathView} is the decoded form that the engine computes with,
 * {@link io.lucy.engine.path.ClonePath} the stored bytes that have an id, {@link
 * io.lucy.engine.path.ClonePathFile} those bytes in a file. {@link
 * io.lucy.engine.path.ClonePathCodec} is the only way between the first two. The format is
 * described in {@code docs/formats/clone-path.md}.
 */
@NullMarked
package io.lucy.engine.path;

import org.jspecify.annotations.NullMarked;
