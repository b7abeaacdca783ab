/** Tests of the life of clones, and of the parts that take them through it. */
@NullMarked
package io.lucy.inserter;

import org.jspecify.annotations.NullMarked;
