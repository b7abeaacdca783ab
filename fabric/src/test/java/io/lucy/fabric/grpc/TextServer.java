package io.lucy.fabric.grpc;

import com.google.protobuf.StringValue;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** A server on the loopback address, behind an {@link ErrorInterceptor}, whose calls carry text. */
final class TextServer implements AutoCloseable {
  static final MethodDescriptor<StringValue, StringValue> ASK = method("Ask", MethodType.UNARY);
  static final MethodDescriptor<StringValue, StringValue> TALK =
      method("Talk", MethodType.BIDI_STREAMING);

  private final Server server;
  private final ManagedChannel channel;

  private TextServer(ServerServiceDefinition service) throws IOException {
    server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .maxInboundMessageSize(GrpcLimits.MESSAGE_BYTES)
            .addService(ServerInterceptors.intercept(service, new ErrorInterceptor()))
            .build()
            .start();
    channel = Channels.to("localhost:" + server.getPort());
  }

  static TextServer asking(ServerCalls.UnaryMethod<StringValue, StringValue> handler)
      throws IOException {
    return new TextServer(
        ServerServiceDefinition.builder("test.Text")
            .addMethod(ASK, ServerCalls.asyncUnaryCall(handler))
            .build());
  }

  static TextServer talking(ServerCalls.BidiStreamingMethod<StringValue, StringValue> handler)
      throws IOException {
    return new TextServer(
        ServerServiceDefinition.builder("test.Text")
            .addMethod(TALK, ServerCalls.asyncBidiStreamingCall(handler))
            .build());
  }

  ManagedChannel channel() {
    return channel;
  }

  @Override
  public void close() throws InterruptedException {
    channel.shutdownNow();
    server.shutdownNow();
    server.awaitTermination(10, TimeUnit.SECONDS);
  }

  private static MethodDescriptor<StringValue, StringValue> method(String name, MethodType type) {
    return MethodDescriptor.<StringValue, StringValue>newBuilder()
        .setType(type)
        .setFullMethodName(MethodDescriptor.generateFullMethodName("test.Text", name))
        .setRequestMarshaller(ProtoUtils.marshaller(StringValue.getDefaultInstance()))
        .setResponseMarshaller(ProtoUtils.marshaller(StringValue.getDefaultInstance()))
        .build();
  }
}
