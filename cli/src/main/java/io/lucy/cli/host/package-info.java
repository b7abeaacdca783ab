/**
 * The one-process mode: all four services in this virtual machine.
 *
 * <p>The command line is the Quarkus application that hosts them, but most commands need no server
 * and must not wait for one. So the command line itself runs without Quarkus, and {@link
 * io.lucy.cli.host.EmbeddedServer} starts the application on demand, in a class loader of its own:
 * Quarkus starts once per class loader, and the commands can reach the services by gRPC only.
 */
@NullMarked
package io.lucy.cli.host;

import org.jspecify.annotations.NullMarked;
