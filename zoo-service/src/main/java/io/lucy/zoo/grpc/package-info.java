/** The edge of zoo-service: what its gRPC contract says, in terms of the domain beside it. */
@NullMarked
package io.lucy.zoo.grpc;

import org.jspecify.annotations.NullMarked;
