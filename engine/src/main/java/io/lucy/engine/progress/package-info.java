/**
 * What long work says about itself while it runs.
 *
 * <p>The engine reports, someone else shows: the command line on a terminal, a service in a stream.
 */
@NullMarked
package io.lucy.engine.progress;

import org.jspecify.annotations.NullMarked;
