package io.lucy.zoo.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.fabric.grpc.Owner;
import io.lucy.proto.inference.GRPCInferenceServiceGrpc;
import io.lucy.proto.inference.ModelConfigRequest;
import io.lucy.proto.inference.ModelConfigResponse;
import io.lucy.proto.inference.ModelInferRequest;
import io.lucy.proto.inference.ModelInferResponse;
import io.lucy.proto.inference.ModelMetadataRequest;
import io.lucy.proto.inference.ModelMetadataResponse;
import io.lucy.proto.inference.ModelReadyRequest;
import io.lucy.proto.inference.ModelReadyResponse;
import io.lucy.proto.inference.ModelStatisticsRequest;
import io.lucy.proto.inference.ModelStatisticsResponse;
import io.lucy.proto.inference.ModelStreamInferResponse;
import io.lucy.proto.inference.RepositoryIndexRequest;
import io.lucy.proto.inference.RepositoryIndexResponse;
import io.lucy.proto.inference.RepositoryModelLoadRequest;
import io.lucy.proto.inference.RepositoryModelLoadResponse;
import io.lucy.proto.inference.RepositoryModelUnloadRequest;
import io.lucy.proto.inference.RepositoryModelUnloadResponse;
import io.lucy.proto.inference.ServerLiveRequest;
import io.lucy.proto.inference.ServerLiveResponse;
import io.lucy.proto.inference.ServerMetadataRequest;
import io.lucy.proto.inference.ServerMetadataResponse;
import io.lucy.proto.inference.ServerReadyRequest;
import io.lucy.proto.inference.ServerReadyResponse;
import io.lucy.zoo.inference.CloneCatalog;
import io.lucy.zoo.inference.Listing;
import io.lucy.zoo.inference.Servable;
import io.lucy.zoo.inference.ServableRepository;
import io.lucy.zoo.inference.ServingLimits;
import io.lucy.zoo.inference.Signature;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Blocking;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The Open Inference Protocol over a {@link ServableRepository}. */
@GrpcService
@Blocking
public class InferenceEndpoint extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {
  private static final List<String> EXTENSIONS =
      List.of("classification", "model_configuration", "model_repository", "statistics");

  private final ServableRepository models;
  private final CloneCatalog catalog;
  private final int maxBatch;
  private final ModelStatisticsTable statistics = new ModelStatisticsTable();

  public InferenceEndpoint(ServableRepository models, CloneCatalog catalog, ServingLimits limits) {
    this.models = models;
    this.catalog = catalog;
    this.maxBatch = limits.maxBatch();
  }

  @Override
  public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> observer) {
    Replies.send(observer, ServerLiveResponse.newBuilder().setLive(true).build());
  }

  @Override
  public void serverReady(
      ServerReadyRequest request, StreamObserver<ServerReadyResponse> observer) {
    Replies.send(observer, ServerReadyResponse.newBuilder().setReady(catalog.isCaughtUp()).build());
  }

  @Override
  public void serverMetadata(
      ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> observer) {
    Replies.send(
        observer,
        ServerMetadataResponse.newBuilder()
            .setName("lucy")
            .setVersion(Version.OF_LUCY)
            .addAllExtensions(EXTENSIONS)
            .build());
  }

  @Override
  public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> observer) {
    Replies.send(
        observer,
        ModelReadyResponse.newBuilder()
            .setReady(canAnswer(request.getName(), request.getVersion()))
            .build());
  }

  @Override
  public void modelMetadata(
      ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> observer) {
    Replies.send(
        observer,
        ModelDescriptions.metadata(find(request.getName(), request.getVersion()).signature()));
  }

  @Override
  public void modelConfig(
      ModelConfigRequest request, StreamObserver<ModelConfigResponse> observer) {
    Replies.send(
        observer,
        ModelConfigResponse.newBuilder()
            .setConfig(
                ModelDescriptions.config(
                    find(request.getName(), request.getVersion()).signature(), maxBatch))
            .build());
  }

  @Override
  public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> observer) {
    Cancellation cancellation = new Cancellation();
    ((ServerCallStreamObserver<ModelInferResponse>) observer)
        .setOnCancelHandler(cancellation::cancel);
    var unused =
        infer(request, cancellation)
            .whenComplete(
                (response, error) -> {
                  if (error != null) {
                    observer.onError(error);
                  } else {
                    observer.onNext(response);
                    observer.onCompleted();
                  }
                });
  }

  @Override
  public StreamObserver<ModelInferRequest> modelStreamInfer(
      StreamObserver<ModelStreamInferResponse> observer) {
    return InferStream.open(
        (ServerCallStreamObserver<ModelStreamInferResponse>) observer, this::infer);
  }

  @Override
  public void modelStatistics(
      ModelStatisticsRequest request, StreamObserver<ModelStatisticsResponse> observer) {
    if (request.getName().isEmpty()) {
      Replies.send(observer, statistics.all());
      return;
    }
    Signature signature = find(request.getName(), request.getVersion()).signature();
    Replies.send(observer, statistics.of(signature.name(), signature.version()));
  }

  @Override
  public void repositoryIndex(
      RepositoryIndexRequest request, StreamObserver<RepositoryIndexResponse> observer) {
    RepositoryIndexResponse.Builder index = RepositoryIndexResponse.newBuilder();
    for (Listing model : models.list(Owner.current())) {
      if (model.isReady() || !request.getReady()) {
        index
            .addModelsBuilder()
            .setName(model.name())
            .setVersion(Integer.toString(model.version()))
            .setState(model.isReady() ? "READY" : "UNAVAILABLE")
            .setReason(model.reason());
      }
    }
    Replies.send(observer, index.build());
  }

  @Override
  public void repositoryModelLoad(
      RepositoryModelLoadRequest request, StreamObserver<RepositoryModelLoadResponse> observer) {
    if (request.getParametersCount() > 0) {
      throw unimplemented(
          "a model cannot be loaded with parameters "
              + request.getParametersMap().keySet()
              + " (a network is served as the zoo has it, a clone as its path says)");
    }
    Servable unused = find(name(request.getRepositoryName(), request.getModelName()), "");
    Replies.send(observer, RepositoryModelLoadResponse.getDefaultInstance());
  }

  @Override
  public void repositoryModelUnload(
      RepositoryModelUnloadRequest request,
      StreamObserver<RepositoryModelUnloadResponse> observer) {
    throw unimplemented(
        "'"
            + name(request.getRepositoryName(), request.getModelName())
            + "' cannot be unloaded (models that are not used give up their memory by themselves;"
            + " remove the network's folder, or delete the clone)");
  }

  private CompletableFuture<ModelInferResponse> infer(
      ModelInferRequest request, Cancellation cancellation) {
    long begun = System.nanoTime();
    try {
      Servable model = find(request.getModelName(), request.getModelVersion());
      Signature signature = model.signature();
      InferRequest checked = InferRequest.of(request, signature, maxBatch);
      return model
          .answer(checked.images(), cancellation)
          .whenComplete(
              (answer, error) -> {
                if (error == null) {
                  statistics.succeeded(signature, checked.images().samples(), answer);
                } else {
                  statistics.failed(signature, System.nanoTime() - begun);
                }
              })
          .thenApply(
              answer -> InferResponses.of(request, signature, answer.logits(), checked.classes()));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private Servable find(String name, String modelVersion) {
    return models.find(Owner.current(), name, modelVersion);
  }

  private boolean canAnswer(String name, String modelVersion) {
    try {
      return !find(name, modelVersion).signature().labels().isEmpty();
    } catch (LucyException unavailable) {
      return false;
    }
  }

  /** The SDK of KServe has no field for a repository, and the model's name in its place. */
  private static String name(String repository, String model) {
    return model.isEmpty() ? repository : model;
  }

  private static LucyException unimplemented(String why) {
    return new LucyException(Reason.UNIMPLEMENTED, why);
  }
}
