/** How commands talk to the services: over gRPC, wherever the services run. */
@NullMarked
package io.lucy.cli.client;

import org.jspecify.annotations.NullMarked;
