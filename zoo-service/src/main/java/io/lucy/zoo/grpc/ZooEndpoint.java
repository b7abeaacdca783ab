package io.lucy.zoo.grpc;

import io.grpc.stub.StreamObserver;
import io.lucy.proto.common.v1.NetworkName;
import io.lucy.proto.zoo.v1.GetNetworkRequest;
import io.lucy.proto.zoo.v1.GetNetworkResponse;
import io.lucy.proto.zoo.v1.ListNetworksRequest;
import io.lucy.proto.zoo.v1.ListNetworksResponse;
import io.lucy.proto.zoo.v1.PlanCloneRequest;
import io.lucy.proto.zoo.v1.PlanCloneResponse;
import io.lucy.proto.zoo.v1.ZooServiceGrpc;
import io.lucy.zoo.NetworkAnatomy;
import io.lucy.zoo.ZooReader;
import io.lucy.zoo.ZooSnapshot;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Blocking;

/** {@code lucy.zoo.v1.ZooService} over a {@link ZooReader}. */
@GrpcService
@Blocking
public class ZooEndpoint extends ZooServiceGrpc.ZooServiceImplBase {
  private final ZooReader zoo;

  public ZooEndpoint(ZooReader zoo) {
    this.zoo = zoo;
  }

  @Override
  public void listNetworks(
      ListNetworksRequest request, StreamObserver<ListNetworksResponse> observer) {
    Replies.send(observer, list(request));
  }

  @Override
  public void getNetwork(GetNetworkRequest request, StreamObserver<GetNetworkResponse> observer) {
    NetworkAnatomy found = network(request.getNetwork());
    Replies.send(
        observer,
        GetNetworkResponse.newBuilder()
            .setNetwork(ZooMessages.network(found, zoo.cardJson(found.entry())))
            .build());
  }

  @Override
  public void planClone(PlanCloneRequest request, StreamObserver<PlanCloneResponse> observer) {
    Replies.send(
        observer,
        PlanCloneResponse.newBuilder()
            .setPlan(ZooMessages.plan(zoo.plan(ZooMessages.planRequest(request))))
            .build());
  }

  private ListNetworksResponse list(ListNetworksRequest request) {
    ZooSnapshot snapshot = zoo.current();
    NetworkPages.Page page =
        NetworkPages.of(snapshot.zoo().versions(), request.getPageSize(), request.getPageToken());
    ListNetworksResponse.Builder answer =
        ListNetworksResponse.newBuilder().setNextPageToken(page.nextToken());
    page.networks()
        .forEach(entry -> answer.addNetworks(ZooMessages.network(entry, zoo.cardJson(entry))));
    snapshot.zoo().problems().stream()
        .map(problem -> problem + " [" + problem.reason() + "]")
        .forEach(answer::addProblems);
    return answer.build();
  }

  private NetworkAnatomy network(NetworkName name) {
    if (name.hasModel()) {
      return zoo.networkByDigest(ZooMessages.hex(name.getModel()));
    }
    if (name.getName().isEmpty()) {
      throw ZooMessages.invalid("no network (expected: a name, or a digest)");
    }
    String version = Integer.toUnsignedString(name.getVersion());
    return zoo.network(name.getVersion() == 0 ? name.getName() : name.getName() + "/" + version);
  }
}
