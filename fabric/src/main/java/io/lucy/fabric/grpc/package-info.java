/** How Lucy speaks gRPC: refusals with reasons on the way out and back, limits, and channels. */
@NullMarked
package io.lucy.fabric.grpc;

import org.jspecify.annotations.NullMarked;
