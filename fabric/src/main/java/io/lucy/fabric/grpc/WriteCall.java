package io.lucy.fabric.grpc;

import com.google.bytestream.WriteRequest;
import com.google.bytestream.WriteResponse;
import com.google.protobuf.ByteString;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.fabric.blob.BlobUpload;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@code Write}. Its steps run one after the other on its executor; the next message is
 * asked for when the one before is kept.
 */
final class WriteCall implements StreamObserver<WriteRequest> {
  private final ByteStreamService.Uploads uploads;
  private final ServerCallStreamObserver<WriteResponse> answers;
  private final Executor steps;
  private String resource = "";
  private @Nullable BlobUpload upload;
  private long committed;
  private boolean ended;

  WriteCall(
      ByteStreamService.Uploads uploads,
      ServerCallStreamObserver<WriteResponse> answers,
      Executor steps) {
    this.uploads = uploads;
    this.answers = answers;
    this.steps = steps;
    answers.disableAutoRequest();
    answers.setOnCancelHandler(() -> ByteStreamService.runLast(steps, () -> ended = true));
    answers.request(1);
  }

  @Override
  public void onNext(WriteRequest request) {
    step(() -> keep(request));
  }

  @Override
  public void onCompleted() {
    step(
        () -> {
          if (upload == null) {
            throw new LucyException(
                Reason.ARGUMENT_INVALID, "a write without a message (expected: resource_name)");
          }
          answer(committed);
        });
  }

  /** The client is gone. What it wrote waits for it to come back. */
  @Override
  public void onError(Throwable gone) {
    ByteStreamService.runLast(steps, () -> ended = true);
  }

  private void step(Runnable step) {
    steps.execute(
        () -> {
          if (ended) {
            return;
          }
          try {
            step.run();
          } catch (RuntimeException e) {
            ended = true;
            answers.onError(e);
          }
        });
  }

  private void keep(WriteRequest request) {
    if (upload == null) {
      upload = uploads.find(request.getResourceName());
      resource = request.getResourceName();
      committed = upload.committedBytes().orElse(0);
      if (upload.isComplete()) {
        answer(committed);
        return;
      }
    }
    requireSame(request.getResourceName());
    requireNext(request.getWriteOffset());
    append(upload, request.getData());
    if (request.getFinishWrite()) {
      upload.finish();
      answer(committed);
    } else {
      answers.request(1);
    }
  }

  private void append(BlobUpload open, ByteString bytes) {
    if (bytes.isEmpty()) {
      return;
    }
    try {
      open.append(committed, bytes.asReadOnlyByteBuffer());
      committed += bytes.size();
    } catch (LucyException e) {
      // Another connection goes on with the same upload.
      throw e.reason() == Reason.ARGUMENT_INVALID
          ? ByteStreamService.outOfRange(e.getMessage())
          : e;
    }
  }

  private void requireSame(String name) {
    if (!name.isEmpty() && !name.equals(resource)) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "resource_name '" + name + "' (expected: '" + resource + "', as in the first message)");
    }
  }

  private void requireNext(long offset) {
    if (offset != committed) {
      throw ByteStreamService.outOfRange(
          "write_offset "
              + offset
              + " (expected: "
              + committed
              + ", the committed size; ask QueryWriteStatus)");
    }
  }

  private void answer(long committedSize) {
    ended = true;
    answers.onNext(WriteResponse.newBuilder().setCommittedSize(committedSize).build());
    answers.onCompleted();
  }
}
