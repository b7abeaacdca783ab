/** Load for running services, and what comes of it: the logic of {@code lucy bench services}. */
@NullMarked
package io.lucy.cli.load;

import org.jspecify.annotations.NullMarked;
