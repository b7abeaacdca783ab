/** What deploy/ holds, as those read it who run it. */
@NullMarked
package io.lucy.cli.deploy;

import org.jspecify.annotations.NullMarked;
