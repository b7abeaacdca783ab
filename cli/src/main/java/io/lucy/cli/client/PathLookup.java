package io.lucy.cli.client;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.path.ClonePath;
import io.lucy.engine.path.ClonePathFile;
import io.lucy.fabric.grpc.Digits;
import io.lucy.fabric.grpc.StatusBridge;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.clone.v1.CloneState;
import io.lucy.proto.clone.v1.GetCloneRequest;
import io.lucy.proto.transfer.v1.GetPathRequest;
import io.lucy.proto.transfer.v1.ListPathsRequest;
import io.lucy.proto.transfer.v1.ListPathsResponse;
import io.lucy.proto.transfer.v1.PutPathRequest;
import io.lucy.proto.transfer.v1.StoredPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the clone path that a user means. */
public final class PathLookup {
  private static final String FILE = ".clonepath";
  private static final int MIN_ID_PREFIX = 6;
  private static final int PAGE = 1000;

  private final Services services;

  public PathLookup(Services services) {
    this.services = services;
  }

  /**
   * A path, and what is known of it.
   *
   * @param built the clone that became this path, if it was built by these services
   */
  public record Found(String name, ClonePath path, Optional<Clone> built) {
    public ByteString id() {
      return ByteString.fromHex(path.id());
    }
  }

  /**
   * The path that is meant: by a clone's name or id, the name or at least six digits of the id of a
   * path, or a {@code .clonepath} file.
   *
   * @throws LucyException {@link Reason#NOT_FOUND}
   */
  public Found find(String name) {
    if (name.endsWith(FILE) && Files.exists(Path.of(name))) {
      Path file = Path.of(name);
      String stem = file.getFileName().toString();
      return new Found(
          stem.substring(0, stem.length() - FILE.length()),
          ClonePathFile.read(file).path(),
          Optional.empty());
    }
    Optional<Clone> clone = clone(name);
    if (clone.isPresent()) {
      return new Found(clone.get().getName(), arriving(requireCompleted(clone.get())), clone);
    }
    StoredPath stored = stored(name);
    return new Found(stored.getName(), path(stored.getPathId()), Optional.empty());
  }

  /** The same, and the services have it: a file's path is put there first. */
  public Found findKept(String name) {
    Found found = find(name);
    if (name.endsWith(FILE) && Files.exists(Path.of(name))) {
      put(found.path(), "");
    }
    return found;
  }

  /** Gives a path to the services. */
  public StoredPath put(ClonePath path, String name) {
    PutPathRequest request =
        PutPathRequest.newBuilder()
            .setPath(ByteString.copyFrom(path.bytes()))
            .setName(name)
            .build();
    return Calls.of(() -> services.paths().putPath(request)).getPath();
  }

  /** All paths that the services keep for this user. */
  public List<StoredPath> list() {
    List<StoredPath> paths = new ArrayList<>();
    String token = "";
    do {
      ListPathsRequest request =
          ListPathsRequest.newBuilder().setPageSize(PAGE).setPageToken(token).build();
      ListPathsResponse page = Calls.of(() -> services.paths().listPaths(request));
      paths.addAll(page.getPathsList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return paths;
  }

  public ClonePath path(ByteString id) {
    return Calls.of(() -> kept(id));
  }

  /** The path of a clone that is complete. */
  private ClonePath arriving(ByteString id) {
    return Arrival.await(() -> kept(id));
  }

  private ClonePath kept(ByteString id) {
    GetPathRequest request = GetPathRequest.newBuilder().setPathId(id).build();
    return ClonePath.parse(services.paths().getPath(request).getPath().toByteArray());
  }

  private Optional<Clone> clone(String name) {
    GetCloneRequest request = GetCloneRequest.newBuilder().setClone(name).build();
    try {
      return Optional.of(services.clones().getClone(request).getClone());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw StatusBridge.fromGrpc(e);
    }
  }

  private static ByteString requireCompleted(Clone clone) {
    if (clone.getState() != CloneState.CLONE_STATE_COMPLETED) {
      throw new LucyException(
          Reason.NOT_FOUND,
          "clone '"
              + clone.getName()
              + "' has no path: it is "
              + CloneStates.word(clone.getState())
              + " (see: lucy clone watch)");
    }
    return clone.getResult().getPathId();
  }

  private StoredPath stored(String name) {
    String digits = name.toLowerCase(Locale.ROOT);
    List<StoredPath> all = list();
    List<StoredPath> found =
        all.stream()
            .filter(
                p ->
                    p.getName().equals(name)
                        || (digits.length() >= MIN_ID_PREFIX && id(p).startsWith(digits)))
            .toList();
    if (found.size() != 1) {
      throw new LucyException(
          Reason.NOT_FOUND,
          (found.isEmpty() ? "no clone '" : "more than one clone '")
              + name
              + "' (there are: "
              + String.join(", ", all.stream().map(StoredPath::getName).sorted().toList())
              + "; or name a .clonepath file)");
    }
    return found.get(0);
  }

  private static String id(StoredPath path) {
    return Digits.of(path.getPathId());
  }
}
