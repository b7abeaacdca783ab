package io.lucy.fabric.grpc;

import io.lucy.fabric.log.EventLog;
import io.lucy.fabric.log.Rebuildable;
import io.quarkus.arc.All;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Blocking;
import java.util.List;

/** {@link LogService} of this process, for all parts of the state store that its services build. */
@GrpcService
@Blocking
public class LogEndpoint extends LogService {
  LogEndpoint(EventLog log, @All List<Rebuildable> parts) {
    super(log, parts);
  }
}
