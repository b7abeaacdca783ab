/** What tests of several modules share: the real servers that they talk to. */
@NullMarked
package io.lucy.fabric.testing;

import org.jspecify.annotations.NullMarked;
