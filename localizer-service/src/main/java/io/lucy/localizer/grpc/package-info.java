/** The edge of localizer-service: what its gRPC contract says, in terms of the domain beside it. */
@NullMarked
package io.lucy.localizer.grpc;

import org.jspecify.annotations.NullMarked;
