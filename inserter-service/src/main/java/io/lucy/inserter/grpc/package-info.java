/** The edge of inserter-service: what its gRPC contract says, in terms of the domain beside it. */
@NullMarked
package io.lucy.inserter.grpc;

import org.jspecify.annotations.NullMarked;
