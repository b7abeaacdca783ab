package io.lucy.fabric.work;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.data.SafetensorsFile;
import io.lucy.fabric.UnavailableException;
import io.lucy.fabric.blob.BlobId;
import io.lucy.fabric.blob.BlobReader;
import io.lucy.fabric.grpc.Digits;
import io.lucy.proto.common.v1.Digest;
import java.util.List;

/** The datasets that clones are built from, by digest. */
public final class DataDirectory {
  private final BlobReader blobs;

  /**
   * Reads datasets.
   *
   * @param blobs their files; fetched and verified if they are elsewhere
   */
  public DataDirectory(BlobReader blobs) {
    this.blobs = blobs;
  }

  /**
   * The samples of some labels, and those without one, labelled in this order. Whoever works on one
   * clone sees the same samples, whatever else the dataset has.
   *
   * @throws LucyException {@link Reason#NOT_FOUND} if the data is not there any more, and as {@link
   *     SafetensorsFile#read}
   * @throws UnavailableException if whoever has it does not answer
   */
  public Dataset samples(Digest data, List<String> labels, long seed) {
    String sha256 = Digits.of(data.getSha256());
    Dataset all = SafetensorsFile.read(blobs.file(new BlobId(sha256, data.getSizeBytes())));
    return all.atMostPerClass(labels, Dataset.MAX_SAMPLES, false, seed);
  }
}
