package io.lucy.inserter;

import com.google.protobuf.ByteString;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.Tags;
import io.lucy.engine.path.ClonePath;
import io.lucy.engine.path.ClonePathCodec;
import io.lucy.engine.path.ClonePathView;
import io.lucy.fabric.grpc.Digits;
import io.lucy.fabric.work.BuildOptions;
import io.lucy.fabric.work.CloneId;
import io.lucy.proto.clone.v1.CloneOptions;
import io.lucy.proto.clone.v1.CloneSpec;
import io.lucy.proto.clone.v1.CreateCloneRequest;
import io.lucy.proto.clone.v1.ExtendCloneRequest;
import io.lucy.proto.clone.v1.ExtendedClone;
import io.lucy.proto.clone.v1.ShrinkCloneRequest;
import io.lucy.proto.clone.v1.ShrunkClone;
import io.lucy.proto.common.v1.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what clients ask for, and refuses what cannot be meant. */
final class CloneRequests {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");
  private static final int MAX_REQUEST_ID = 128;
  private static final int MAX_LABELS = 4096;
  private static final int SHA256_BYTES = 32;

  private final PathDirectory paths;

  CloneRequests(PathDirectory paths) {
    this.paths = paths;
  }

  CloneDraft draft(String owner, CreateCloneRequest request) {
    checkLabels(request.getLabelsList());
    if (request.getLabelsCount() == 0) {
      throw new LucyException(
          Reason.LABEL_INVALID, "no labels (name what the clone should know, in order)");
    }
    CloneSpec spec =
        CloneSpec.newBuilder()
            .addAllLabels(request.getLabelsList())
            .setData(data(request.hasData(), request.getData()))
            .setOptions(checked(request.getOptions()))
            .setNewClone(request.getNewClone())
            .build();
    return new CloneDraft(
        id(owner, request.getRequestId()),
        request.getRequestId(),
        name(request.getName()),
        spec,
        Optional.empty());
  }

  CloneDraft draft(String owner, ExtendCloneRequest request) {
    CloneId id = id(owner, request.getRequestId());
    checkLabels(request.getLabelsList());
    if (request.getLabelsCount() == 0 && request.getSourcesCount() == 0) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID, "neither labels nor sources (name what the clone should gain)");
    }
    Digest data = data(request.hasData(), request.getData());
    CloneOptions options = checked(request.getOptions());
    String name = name(request.getName());
    ClonePath parent = parent(owner, request.getParentPathId());
    ClonePathView view = ClonePathCodec.decode(parent);
    List<String> labels = new ArrayList<>(view.labels());
    for (String added : request.getLabelsList()) {
      if (labels.contains(added)) {
        throw new LucyException(
            Reason.LABEL_INVALID, "label '" + added + "' is one of the clone's already");
      }
      labels.add(added);
    }
    CloneSpec spec =
        CloneSpec.newBuilder()
            .addAllLabels(labels)
            .setData(data)
            .setOptions(options)
            .setExtended(
                ExtendedClone.newBuilder()
                    .setParentPathId(request.getParentPathId())
                    .addAllSources(request.getSourcesList()))
            .build();
    return new CloneDraft(id, request.getRequestId(), name, spec, Optional.of(parent));
  }

  CloneDraft draft(String owner, ShrinkCloneRequest request) {
    CloneId id = id(owner, request.getRequestId());
    CloneSpec.Builder spec =
        CloneSpec.newBuilder()
            .setOptions(checked(request.getOptions()))
            .setShrunk(
                ShrunkClone.newBuilder()
                    .setParentPathId(request.getParentPathId())
                    .setModule(request.getModule()));
    if (request.hasData()) {
      spec.setData(data(true, request.getData()));
    }
    String name = name(request.getName());
    ClonePath parent = parent(owner, request.getParentPathId());
    return new CloneDraft(id, request.getRequestId(), name, spec.build(), Optional.of(parent));
  }

  private static CloneId id(String owner, String requestId) {
    int length = requestId.codePointCount(0, requestId.length());
    if (length < 1 || length > MAX_REQUEST_ID) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "request id of " + length + " characters (expected: 1 to " + MAX_REQUEST_ID + ")");
    }
    return CloneId.of(owner, requestId);
  }

  private static String name(String name) {
    if (!name.isEmpty() && !NAME.matcher(name).matches()) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "clone name '" + name + "' (expected: 1 to 100 of A-Z a-z 0-9 . _ -, or none)");
    }
    return name;
  }

  private static void checkLabels(List<String> labels) {
    if (labels.size() > MAX_LABELS) {
      throw new LucyException(
          Reason.LABEL_INVALID, labels.size() + " labels (expected: at most " + MAX_LABELS + ")");
    }
    Tags.checkNames(labels);
  }

  private static CloneOptions checked(CloneOptions options) {
    BuildOptions.of(options);
    return options;
  }

  private static Digest data(boolean there, Digest data) {
    if (!there || data.getSha256().size() != SHA256_BYTES || data.getSizeBytes() < 0) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          (there
                  ? "data with a digest of "
                      + data.getSha256().size()
                      + " bytes and a size of "
                      + data.getSizeBytes()
                  : "no data")
              + " (expected: the SHA-256, 32 bytes, and size of a dataset)");
    }
    return data;
  }

  private ClonePath parent(String owner, ByteString id) {
    if (id.size() != SHA256_BYTES) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "parent path id of " + id.size() + " bytes (expected: " + SHA256_BYTES + ")");
    }
    String digits = Digits.of(id);
    return paths
        .path(owner, digits)
        .orElseThrow(
            () ->
                new LucyException(
                    Reason.NOT_FOUND,
                    "no clone path " + digits + " (put it there, or name another one)"));
  }
}
