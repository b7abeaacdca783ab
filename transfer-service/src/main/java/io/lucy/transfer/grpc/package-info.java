/** The edge of transfer-service: what its gRPC contract says, in terms of the domain beside it. */
@NullMarked
package io.lucy.transfer.grpc;

import org.jspecify.annotations.NullMarked;
