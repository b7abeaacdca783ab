package io.lucy.cli.four;

import io.lucy.cli.client.CloneFollower;
import io.lucy.cli.client.DatasetUpload;
import io.lucy.cli.client.Services;
import io.lucy.cli.host.EmbeddedServer;
import io.lucy.cli.host.ServerSettings;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.clone.v1.CloneOptions;
import io.lucy.proto.clone.v1.CreateCloneRequest;
import io.lucy.proto.clone.v1.NewClone;
import java.nio.file.Path;
import java.util.List;

/**
 * A clone that is soon built.
 *
 * @param labels of the clone
 * @param choice of networks
 * @param samples of all labels
 */
record SmallClone(List<String> labels, NewClone choice, Dataset samples) {

  /** Asks for the clone; the samples go up unless they are there. */
  Clone create(Services services, String requestId, long seed) {
    CreateCloneRequest request =
        CreateCloneRequest.newBuilder()
            .setRequestId(requestId)
            .addAllLabels(labels)
            .setData(new DatasetUpload(services).upload(samples, "").getData())
            .setOptions(CloneOptions.newBuilder().setSeed(seed))
            .setNewClone(choice)
            .build();
    return services.clones().createClone(request).getClone();
  }

  /** The clone as one process builds it that nobody disturbs. */
  Clone builtByOneProcess(Path dataFolder, Path zoo, long seed) {
    try (EmbeddedServer server = EmbeddedServer.start(ServerSettings.loopback(dataFolder, zoo))) {
      Services services = new Services(server.channel());
      return own(services, create(services, "undisturbed", seed));
    }
  }

  /** Waits until it is completed. */
  static Clone own(Services services, Clone clone) {
    return new CloneFollower(services, ProgressListener.NONE, Cancellation.never())
        .own(clone.getId());
  }
}
