/** What every gRPC edge needs: whose call it is, and how failures become statuses. */
@NullMarked
package io.lucy.fabric.grpc;

import org.jspecify.annotations.NullMarked;
