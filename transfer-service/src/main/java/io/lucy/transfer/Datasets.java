package io.lucy.transfer;

import com.google.protobuf.InvalidProtocolBufferException;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.DatasetSummary;
import io.lucy.fabric.UnavailableException;
import io.lucy.fabric.blob.BlobId;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.Topic;
import io.lucy.fabric.state.StateStore;
import io.lucy.proto.common.v1.ImageShape;
import io.lucy.proto.event.v1.DatasetRecord;
import io.lucy.proto.transfer.v1.Dataset;
import io.lucy.proto.transfer.v1.LabelCount;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/**
 * Blobs that are datasets, by owner and digest. First the log knows of a change, then the state
 * store, with the record itself last: where there is a record, everything else is there too.
 */
public final class Datasets {
  /** The most bytes of a record: thousands of labels, and a page of them is no burden. */
  static final int MAX_RECORD_BYTES = 1 << 18;

  /** Reading one takes tens of megabytes if it is hostile. */
  private static final int READ_AT_A_TIME = 2;

  private static final Pattern MEMBER = Pattern.compile("[A-Za-z0-9._-]{1,100} [0-9a-f]{64}");

  private final OwnedBlobs blobs;
  private final StateStore state;
  private final BuiltState built;
  private final References references;
  private final Announcements announcements;
  private final Stripes stripes = new Stripes();
  private final Semaphore readers = new Semaphore(READ_AT_A_TIME);

  Datasets(
      OwnedBlobs blobs,
      StateStore state,
      BuiltState built,
      References references,
      Announcements announcements) {
    this.blobs = blobs;
    this.state = state;
    this.built = built;
    this.references = references;
    this.announcements = announcements;
  }

  /**
   * Names a blob as a dataset, after reading it whole. Idempotent; another name renames it.
   *
   * @param name empty to keep the one it has, or have one made
   * @throws LucyException with {@link Reason#NOT_FOUND}, {@link Reason#ARGUMENT_INVALID} for a name
   *     that is none, {@link Reason#DATASET_INVALID}, {@link Reason#LABEL_INVALID} or {@link
   *     Reason#TOO_FEW_SAMPLES} for a blob that is no dataset
   */
  public Dataset create(String owner, BlobId blob, String name) {
    if (!name.isEmpty()) {
      Names.checked(name);
    }
    built.require();
    Path file = blobs.renewedFile(owner, blob);
    DatasetSummary summary = summary(file, blob);
    synchronized (stripes.of(TransferKeys.record(owner, blob.sha256()))) {
      Optional<Dataset> present = find(owner, blob.sha256());
      String given = present.map(Dataset::getName).orElse(Names.made(blob.sha256()));
      Dataset dataset = describe(owner, blob, name.isEmpty() ? given : name, summary);
      if (!present.equals(Optional.of(dataset))) {
        keep(dataset, present);
      }
      return dataset;
    }
  }

  /**
   * A dataset of the owner.
   *
   * @throws LucyException with {@link Reason#NOT_FOUND}
   */
  public Dataset get(String owner, String sha256) {
    return find(owner, sha256)
        .orElseThrow(
            () ->
                new LucyException(
                    Reason.NOT_FOUND,
                    "no dataset " + sha256 + " here (upload it and create it; see dataset list)"));
  }

  /** Datasets of the owner by name and digest. */
  public Page<Dataset> list(String owner, Page.Request request) {
    built.require();
    return Page.of(
        request,
        MEMBER,
        (after, limit) -> state.members(TransferKeys.datasets(owner), after, limit),
        members -> named(owner, members));
  }

  /** Forgets a dataset of the owner. Its blob stays for the time of grace at least. Idempotent. */
  public void delete(String owner, String sha256) {
    synchronized (stripes.of(TransferKeys.record(owner, sha256))) {
      Optional<Dataset> present = find(owner, sha256);
      if (present.isPresent()) {
        announcements.forgotten(Topic.DATASETS, owner, sha256, DatasetRecord.getDefaultInstance());
        blobs.letGo(owner, blob(present.get()));
        forget(present.get());
      }
    }
  }

  /** Puts into the state store what a record of lucy.datasets says. */
  void restore(LogRecord record) throws InvalidProtocolBufferException {
    if (record.isTombstone()) {
      state.get("dataset:" + record.key()).ifPresent(bytes -> forget(decode(bytes)));
    } else {
      Dataset dataset = DatasetRecord.parseFrom(record.value()).getDataset();
      put(dataset, state.get(key(dataset)).map(Datasets::decode));
    }
  }

  private DatasetSummary summary(Path file, BlobId blob) {
    String where = "blob " + blob;
    try {
      readers.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted before " + where + " was read", e);
    }
    try {
      DatasetSummary summary = DatasetSummary.read(file, where);
      if (summary.samples() == 0) {
        throw new LucyException(
            Reason.TOO_FEW_SAMPLES, where + ": 0 samples (expected: at least 1)");
      }
      return summary;
    } finally {
      readers.release();
    }
  }

  private static Dataset describe(String owner, BlobId blob, String name, DatasetSummary summary) {
    Dataset.Builder dataset =
        Dataset.newBuilder()
            .setData(Digests.of(blob))
            .setOwner(owner)
            .setName(name)
            .setImage(
                ImageShape.newBuilder()
                    .setChannels(summary.shape().channels())
                    .setHeight(summary.shape().height())
                    .setWidth(summary.shape().width()))
            .setSamples(summary.samples())
            .setUnlabelled(summary.unlabelled());
    for (int i = 0; i < summary.labelNames().size(); i++) {
      dataset.addLabels(
          LabelCount.newBuilder()
              .setLabel(summary.labelNames().get(i))
              .setSamples(summary.labelCounts().get(i)));
    }
    int size = dataset.build().getSerializedSize();
    if (size > MAX_RECORD_BYTES) {
      throw new LucyException(
          Reason.DATASET_INVALID,
          "blob %s: its %d labels take %d bytes with their counts (at most: %d; use fewer or shorter)"
              .formatted(blob, summary.labelNames().size(), size, MAX_RECORD_BYTES));
    }
    return dataset.build();
  }

  private void keep(Dataset dataset, Optional<Dataset> present) {
    DatasetRecord record = DatasetRecord.newBuilder().setDataset(dataset).build();
    announcements.kept(Topic.DATASETS, dataset.getOwner(), sha256(dataset), record);
    put(dataset, present);
  }

  private void put(Dataset dataset, Optional<Dataset> present) {
    String set = TransferKeys.datasets(dataset.getOwner());
    references.add(blob(dataset), References.dataset(dataset.getOwner()));
    present
        .filter(before -> !before.getName().equals(dataset.getName()))
        .ifPresent(before -> state.remove(set, member(before)));
    state.add(set, member(dataset));
    state.put(key(dataset), DatasetRecord.newBuilder().setDataset(dataset).build().toByteArray());
  }

  private void forget(Dataset dataset) {
    state.remove(TransferKeys.datasets(dataset.getOwner()), member(dataset));
    references.remove(blob(dataset), References.dataset(dataset.getOwner()));
    state.delete(key(dataset));
  }

  private Optional<Dataset> find(String owner, String sha256) {
    return built.get(TransferKeys.dataset(owner, sha256)).map(Datasets::decode);
  }

  private List<Optional<Page.Sized<Dataset>>> named(String owner, List<String> members) {
    List<String> keys =
        members.stream()
            .map(member -> member.substring(member.indexOf(' ') + 1))
            .map(sha256 -> TransferKeys.dataset(owner, sha256))
            .toList();
    return state.getAll(keys).stream()
        .map(value -> value.map(bytes -> new Page.Sized<>(decode(bytes), bytes.length)))
        .toList();
  }

  private static Dataset decode(byte[] bytes) {
    try {
      return DatasetRecord.parseFrom(bytes).getDataset();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the state store has a dataset that cannot be read", e);
    }
  }

  private static BlobId blob(Dataset dataset) {
    return Digests.blob(dataset.getData());
  }

  private static String sha256(Dataset dataset) {
    return blob(dataset).sha256();
  }

  private static String key(Dataset dataset) {
    return TransferKeys.dataset(dataset.getOwner(), sha256(dataset));
  }

  private static String member(Dataset dataset) {
    return dataset.getName() + " " + sha256(dataset);
  }
}
