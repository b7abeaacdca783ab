package io.lucy.fabric.grpc;

import com.google.bytestream.ReadRequest;
import com.google.bytestream.ReadResponse;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.DiskError;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One call of {@code Read}. Its steps run one after the other on its executor. */
final class ReadCall {
  private static final Logger LOG = System.getLogger(ReadCall.class.getName());
  private static final int PIECE_BYTES = 256 << 10;

  private final ReadRequest request;
  private final ByteStreamService.Resources resources;
  private final ServerCallStreamObserver<ReadResponse> answers;
  private final Executor steps;
  private @Nullable InputStream in;
  private long left;
  private boolean ended;

  ReadCall(
      ReadRequest request,
      ByteStreamService.Resources resources,
      ServerCallStreamObserver<ReadResponse> answers,
      Executor steps) {
    this.request = request;
    this.resources = resources;
    this.answers = answers;
    this.steps = steps;
  }

  void start() {
    answers.setOnReadyHandler(() -> steps.execute(this::send));
    answers.setOnCancelHandler(() -> ByteStreamService.runLast(steps, this::close));
    steps.execute(this::open);
    steps.execute(this::send);
  }

  private void open() {
    try {
      if (!answers.isCancelled()) {
        Contents contents = resources.find(request.getResourceName());
        left = requested(contents.sizeBytes());
        in = contents.open(request.getReadOffset());
      }
    } catch (IOException e) {
      fail(unreadable(e));
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private long requested(long size) {
    long offset = request.getReadOffset();
    if (offset < 0 || offset > size) {
      throw ByteStreamService.outOfRange(
          "read_offset " + offset + " (expected: 0 to " + size + ", the size of the resource)");
    }
    if (request.getReadLimit() < 0) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID, "read_limit " + request.getReadLimit() + " (expected: >= 0)");
    }
    long rest = size - offset;
    return request.getReadLimit() == 0 ? rest : Math.min(rest, request.getReadLimit());
  }

  private void send() {
    if (in == null || ended) {
      return;
    }
    try {
      while (left > 0 && answers.isReady() && !answers.isCancelled()) {
        ByteString piece = next(in);
        left -= piece.size();
        answers.onNext(ReadResponse.newBuilder().setData(piece).build());
      }
      if (left == 0) {
        close();
        answers.onCompleted();
      }
    } catch (IOException e) {
      fail(unreadable(e));
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private ByteString next(InputStream open) throws IOException {
    byte[] piece = new byte[(int) Math.min(left, PIECE_BYTES)];
    int read = open.readNBytes(piece, 0, piece.length);
    if (read < piece.length) {
      throw new IOException("it ends " + (left - read) + " bytes too early");
    }
    return UnsafeByteOperations.unsafeWrap(piece);
  }

  private LucyException unreadable(IOException e) {
    return new LucyException(
        Reason.STORAGE_FAILED,
        "cannot read '" + request.getResourceName() + "': " + DiskError.describe(e),
        e);
  }

  private void fail(RuntimeException e) {
    close();
    answers.onError(e);
  }

  private void close() {
    ended = true;
    if (in != null) {
      try {
        in.close();
      } catch (IOException e) {
        LOG.log(Level.WARNING, "cannot close '" + request.getResourceName() + "'", e);
      }
      in = null;
    }
  }
}
