/**
 * Takes networks apart: head and trunk, cuts, groups of filters, masks, and the removal of masked
 * filters.
 */
@NullMarked
package io.lucy.engine.surgery;

import org.jspecify.annotations.NullMarked;
