package io.lucy.inserter.grpc;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.lucy.engine.path.ClonePath;
import io.lucy.fabric.grpc.Calls;
import io.lucy.inserter.PathDirectory;
import io.lucy.proto.transfer.v1.GetPathRequest;
import io.lucy.proto.transfer.v1.PathServiceGrpc;
import io.lucy.proto.transfer.v1.PathServiceGrpc.PathServiceBlockingStub;
import java.util.HexFormat;
import java.util.Optional;

/** Asks transfer-service. */
public final class GrpcPathDirectory implements PathDirectory {
  private final PathServiceBlockingStub paths;

  public GrpcPathDirectory(Channel channel) {
    this.paths = PathServiceGrpc.newBlockingStub(channel);
  }

  @Override
  public Optional<ClonePath> path(String owner, String id) {
    GetPathRequest request =
        GetPathRequest.newBuilder()
            .setPathId(ByteString.copyFrom(HexFormat.of().parseHex(id)))
            .build();
    return Calls.find("transfer-service", () -> paths.getPath(request))
        .map(response -> ClonePath.parse(response.getPath().toByteArray()));
  }
}
