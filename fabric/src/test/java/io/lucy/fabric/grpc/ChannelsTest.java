package io.lucy.fabric.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.StringValue;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelsTest {
  private static final StringValue HELLO = StringValue.of("hello");

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost", ":9000", "localhost:port", "dns:///x:1", "a b:9000"})
  void refusesWhatIsNoHostAndPort(String target) {
    assertThatThrownBy(() -> Channels.to(target))
        .isInstanceOf(LucyException.class)
        .hasMessage("server '" + target + "' (expected: host:port, as in localhost:9000)");
  }

  @Test
  void tellsThatNobodyListens() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    ManagedChannel channel = Channels.to("127.0.0.1:" + port);

    StatusRuntimeException e = refusal(channel, CallOptions.DEFAULT);

    assertThat(StatusBridge.fromGrpc(e).reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(StatusBridge.info(e)).isEmpty();
    channel.shutdownNow();
  }

  @Test
  void tellsThatTheDeadlineIsOver() throws Exception {
    try (TextServer server = TextServer.asking((request, responses) -> {})) {
      CallOptions soon = CallOptions.DEFAULT.withDeadlineAfter(50, TimeUnit.MILLISECONDS);

      StatusRuntimeException e = refusal(server.channel(), soon);

      assertThat(StatusBridge.fromGrpc(e).reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
    }
  }

  @Test
  void tellsThatTheServerDoesNotKnowTheCall() throws Exception {
    try (TextServer server = TextServer.talking(responses -> responses)) {
      StatusRuntimeException e = refusal(server.channel(), CallOptions.DEFAULT);

      assertThat(StatusBridge.fromGrpc(e).reason()).isEqualTo(Reason.UNIMPLEMENTED);
    }
  }

  private static StatusRuntimeException refusal(ManagedChannel channel, CallOptions options) {
    return catchThrowableOfType(
        StatusRuntimeException.class,
        () -> ClientCalls.blockingUnaryCall(channel, TextServer.ASK, options, HELLO));
  }
}
