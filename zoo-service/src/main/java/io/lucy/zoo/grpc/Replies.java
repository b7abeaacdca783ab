package io.lucy.zoo.grpc;

import io.grpc.stub.StreamObserver;

/** Ends calls that have one answer. */
final class Replies {
  private Replies() {}

  static <T> void send(StreamObserver<T> observer, T answer) {
    observer.onNext(answer);
    observer.onCompleted();
  }
}
