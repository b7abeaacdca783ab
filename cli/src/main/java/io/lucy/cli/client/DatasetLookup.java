package io.lucy.cli.client;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.fabric.grpc.Digits;
import io.lucy.proto.transfer.v1.Dataset;
import io.lucy.proto.transfer.v1.ListDatasetsRequest;
import io.lucy.proto.transfer.v1.ListDatasetsResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds the datasets that a user means among those that the services keep. */
public final class DatasetLookup {
  private static final int PAGE = 1000;
  private static final int MIN_DIGEST_PREFIX = 6;

  private final Services services;

  public DatasetLookup(Services services) {
    this.services = services;
  }

  /** All of this user's. */
  public List<Dataset> list() {
    List<Dataset> datasets = new ArrayList<>();
    String token = "";
    do {
      ListDatasetsRequest request =
          ListDatasetsRequest.newBuilder().setPageSize(PAGE).setPageToken(token).build();
      ListDatasetsResponse page = Calls.of(() -> services.datasets().listDatasets(request));
      datasets.addAll(page.getDatasetsList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return datasets;
  }

  /**
   * The dataset of a name, or with a digest that begins with at least six digits.
   *
   * @throws LucyException {@link Reason#NOT_FOUND}, and what there is
   */
  public Dataset find(String name) {
    String digits = name.toLowerCase(Locale.ROOT);
    List<Dataset> all = list();
    List<Dataset> found =
        all.stream()
            .filter(
                dataset ->
                    dataset.getName().equals(name)
                        || (digits.length() >= MIN_DIGEST_PREFIX
                            && digest(dataset).startsWith(digits)))
            .toList();
    if (found.size() != 1) {
      throw new LucyException(
          Reason.NOT_FOUND,
          (found.isEmpty() ? "no file, folder or dataset '" : "more than one dataset '")
              + name
              + "' (datasets at the services: "
              + String.join(", ", all.stream().map(Dataset::getName).sorted().toList())
              + ")");
    }
    return found.get(0);
  }

  private static String digest(Dataset dataset) {
    return Digits.of(dataset.getData().getSha256());
  }
}
