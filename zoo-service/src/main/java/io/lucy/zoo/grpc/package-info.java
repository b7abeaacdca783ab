/** The edge of the zoo service: protobuf messages stop here. */
@NullMarked
package io.lucy.zoo.grpc;

import org.jspecify.annotations.NullMarked;
