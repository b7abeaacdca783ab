package io.lucy.transfer.grpc;

import io.grpc.stub.StreamObserver;
import io.lucy.fabric.grpc.Owner;
import io.lucy.proto.transfer.v1.CreateDatasetRequest;
import io.lucy.proto.transfer.v1.CreateDatasetResponse;
import io.lucy.proto.transfer.v1.Dataset;
import io.lucy.proto.transfer.v1.DatasetServiceGrpc;
import io.lucy.proto.transfer.v1.DeleteDatasetRequest;
import io.lucy.proto.transfer.v1.DeleteDatasetResponse;
import io.lucy.proto.transfer.v1.GetDatasetRequest;
import io.lucy.proto.transfer.v1.GetDatasetResponse;
import io.lucy.proto.transfer.v1.ListDatasetsRequest;
import io.lucy.proto.transfer.v1.ListDatasetsResponse;
import io.lucy.transfer.Datasets;
import io.lucy.transfer.Digests;
import io.lucy.transfer.Page;
import io.lucy.transfer.Transfer;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Blocking;

/** {@code lucy.transfer.v1.DatasetService}. */
@GrpcService
@Blocking
public class DatasetService extends DatasetServiceGrpc.DatasetServiceImplBase {
  private static final String WHAT = "sha256";

  private final Datasets datasets;

  DatasetService(Transfer transfer) {
    this.datasets = transfer.datasets();
  }

  @Override
  public void createDataset(
      CreateDatasetRequest request, StreamObserver<CreateDatasetResponse> responses) {
    Dataset dataset =
        datasets.create(Owner.current(), Digests.blob(request.getData()), request.getName());
    Answers.send(responses, CreateDatasetResponse.newBuilder().setDataset(dataset).build());
  }

  @Override
  public void getDataset(GetDatasetRequest request, StreamObserver<GetDatasetResponse> responses) {
    Dataset dataset = datasets.get(Owner.current(), Digests.digits(request.getSha256(), WHAT));
    Answers.send(responses, GetDatasetResponse.newBuilder().setDataset(dataset).build());
  }

  @Override
  public void listDatasets(
      ListDatasetsRequest request, StreamObserver<ListDatasetsResponse> responses) {
    Page<Dataset> page =
        datasets.list(
            Owner.current(), new Page.Request(request.getPageSize(), request.getPageToken()));
    Answers.send(
        responses,
        ListDatasetsResponse.newBuilder()
            .addAllDatasets(page.items())
            .setNextPageToken(page.next())
            .build());
  }

  @Override
  public void deleteDataset(
      DeleteDatasetRequest request, StreamObserver<DeleteDatasetResponse> responses) {
    datasets.delete(Owner.current(), Digests.digits(request.getSha256(), WHAT));
    Answers.send(responses, DeleteDatasetResponse.getDefaultInstance());
  }
}
