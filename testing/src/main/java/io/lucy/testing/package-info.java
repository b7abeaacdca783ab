/** What tests of several modules share: real brokers to lose, programs to run, and patience. */
@NullMarked
package io.lucy.testing;

import org.jspecify.annotations.NullMarked;
