package io.lucy.transfer.grpc;

import io.grpc.stub.StreamObserver;

/** Calls with a single answer; what is thrown before it becomes the call's status. */
final class Answers {
  private Answers() {}

  static <T> void send(StreamObserver<T> responses, T response) {
    responses.onNext(response);
    responses.onCompleted();
  }
}
