package io.lucy.cli;

import io.lucy.cli.client.CloneFollower;
import io.lucy.cli.client.DatasetLookup;
import io.lucy.cli.client.DatasetUpload;
import io.lucy.cli.client.PathLookup;
import io.lucy.cli.client.Services;
import io.lucy.engine.data.Dataset;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.common.v1.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** What commands that make a clone have in common: samples go up, a result comes down. */
final class CloneBuild {
  private final LucyCommand command;
  private final Services services;
  private final Instant began = Instant.now();

  CloneBuild(LucyCommand command, Services services) {
    this.command = command;
    this.services = services;
  }

  /**
   * Samples that the services have: those of a dataset that they keep, as it is, or a choice of
   * what is on this machine, which goes up now.
   */
  Digest samples(CalibrationOption calibration, List<String> labels, long seed) {
    Optional<String> kept = calibration.named();
    if (kept.isPresent()) {
      return new DatasetLookup(services).find(kept.get()).getData();
    }
    Dataset samples = calibration.read(command, labels, seed);
    command.progress().stage("upload " + samples.size() + " samples", 0);
    Digest digest = new DatasetUpload(services).upload(samples, "").getData();
    command.cancellation().check();
    return digest;
  }

  /**
   * Asks for a clone and follows it to its end.
   *
   * @param ask makes the call, with a request id
   */
  CloneResult follow(Function<String, Clone> ask) {
    Clone asked = ask.apply(UUID.randomUUID().toString());
    Clone clone =
        new CloneFollower(services, command.progress(), command.cancellation()).own(asked.getId());
    PathLookup paths = new PathLookup(services);
    PathLookup.Found found = paths.find(clone.getId());
    return CloneResult.of(found, clone, Duration.between(began, Instant.now()));
  }
}
