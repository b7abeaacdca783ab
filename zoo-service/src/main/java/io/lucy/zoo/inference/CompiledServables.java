package io.lucy.zoo.inference;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.Normalisation;
import io.lucy.engine.path.NetworkIdentity;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.zoo.ZooEntry;
import io.lucy.zoo.ZooReader;
import io.lucy.zoo.ZooSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Models that run as graphs of their own: every network, and every clone as its compacted assembly.
 *
 * <p>A model that is found is one of the zoo as it was then; one whose networks were removed or
 * changed since is not found any more, though its session may linger.
 */
public final class CompiledServables implements ServableRepository, AutoCloseable {
  private static final int CLONE_VERSION = 1;

  private final ZooReader zoo;
  private final CloneCatalog catalog;
  private final CloneAssembler assembler;
  private final Sessions sessions;

  /** A model and what runs it. */
  private record Compiled(Signature signature, Sessions.Model model, Sessions sessions)
      implements Servable {
    @Override
    public CompletableFuture<Answer> answer(ImageBatch images, Cancellation cancellation) {
      return sessions.answer(model, images, cancellation);
    }
  }

  public CompiledServables(
      ZooReader zoo, CloneCatalog catalog, CloneAssembler assembler, ServingLimits limits) {
    this.zoo = zoo;
    this.catalog = catalog;
    this.assembler = assembler;
    this.sessions =
        new Sessions(limits.sessionBytes(), limits.maxRequests(), limits.maxWaitingBytes());
  }

  @Override
  public Servable find(String owner, String name, String version) {
    return zoo.seekingTwice(
        snapshot -> {
          List<ZooEntry> versions = snapshot.versions(name);
          boolean isNetwork = !versions.isEmpty() || snapshot.isChanged(name);
          return isNetwork
              ? network(snapshot, name, version, versions)
              : clone(snapshot, name, version, catalog.find(owner, name).readable());
        });
  }

  @Override
  public List<Listing> list(String owner) {
    ZooSnapshot snapshot = zoo.current();
    List<Listing> listed = new ArrayList<>();
    for (ZooEntry entry : snapshot.zoo().versions()) {
      String why = obstacle(() -> zoo.images(snapshot, entry));
      listed.add(new Listing(entry.name(), entry.version(), why));
    }
    snapshot
        .changed()
        .forEach((entry, why) -> listed.add(new Listing(entry.name(), entry.version(), why)));
    catalog
        .list(owner)
        .forEach(
            (name, path) -> {
              String free = snapshot.versions(name).isEmpty() ? name : path.id();
              String why = obstacle(() -> assembler.requireNetworks(snapshot, path.readable()));
              listed.add(new Listing(free, CLONE_VERSION, why));
            });
    return listed;
  }

  /** How many requests are on their way. */
  public int requests() {
    return sessions.requests();
  }

  /** How much native memory compiled models hold. */
  public long sessionBytes() {
    return sessions.heldBytes();
  }

  private Servable network(
      ZooSnapshot snapshot, String name, String version, List<ZooEntry> versions) {
    ZooEntry entry =
        version.isEmpty()
            ? snapshot.find(name)
            : versions.stream()
                .filter(v -> Integer.toString(v.version()).equals(version))
                .findFirst()
                .orElseGet(() -> snapshot.find(name + "/" + version));
    Signature signature =
        new Signature(
            name,
            entry.version(),
            versions.stream().map(ZooEntry::version).sorted().toList(),
            Signature.Kind.NETWORK,
            zoo.images(snapshot, entry),
            entry.normalisation(),
            entry.labels());
    return compiled(signature, networkModel(snapshot, entry, signature));
  }

  private Servable clone(
      ZooSnapshot snapshot, String name, String version, ServedPath.Content path) {
    if (!version.isEmpty() && !version.equals(Integer.toString(CLONE_VERSION))) {
      throw new LucyException(
          Reason.NOT_FOUND,
          "no version '" + version + "' of the clone '" + name + "' (a clone has version 1 only)");
    }
    ZooEntry target = assembler.requireNetworks(snapshot, path);
    Signature signature =
        new Signature(
            name,
            CLONE_VERSION,
            List.of(CLONE_VERSION),
            Signature.Kind.CLONE,
            zoo.images(snapshot, target),
            normalisation(path.target()),
            path.labels());
    return compiled(
        signature,
        path.isTarget()
            ? networkModel(snapshot, target, signature)
            : new Sessions.Model(
                "clone/" + path.id(),
                () -> assembler.clone(snapshot, path),
                signature.image(),
                signature.normalisation()));
  }

  private Sessions.Model networkModel(ZooSnapshot snapshot, ZooEntry entry, Signature signature) {
    return new Sessions.Model(
        "network/" + entry.digest(),
        () -> assembler.network(snapshot, entry),
        signature.image(),
        signature.normalisation());
  }

  private Servable compiled(Signature signature, Sessions.Model model) {
    return new Compiled(signature, model, sessions);
  }

  private static Normalisation normalisation(NetworkIdentity target) {
    return target.mean().isEmpty()
        ? Normalisation.NONE
        : new Normalisation(target.mean(), target.std());
  }

  /** Why something fails; empty if it does not. */
  private static String obstacle(Runnable attempt) {
    try {
      attempt.run();
      return "";
    } catch (LucyException e) {
      return e.reason() + ": " + e.getMessage();
    }
  }

  @Override
  public void close() {
    sessions.close();
  }
}
