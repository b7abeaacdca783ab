package io.lucy.fabric.grpc;

import io.grpc.stub.StreamObserver;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.fabric.log.DeadLetters;
import io.lucy.fabric.log.EventLog;
import io.lucy.fabric.log.Place;
import io.lucy.fabric.log.Rebuildable;
import io.lucy.fabric.log.Rebuildable.Rebuilt;
import io.lucy.fabric.log.Topic;
import io.lucy.proto.event.v1.DeadLetter;
import io.lucy.proto.event.v1.GetLagRequest;
import io.lucy.proto.event.v1.GetLagResponse;
import io.lucy.proto.event.v1.GroupLag;
import io.lucy.proto.event.v1.ListDeadLettersRequest;
import io.lucy.proto.event.v1.ListDeadLettersResponse;
import io.lucy.proto.event.v1.LogServiceGrpc;
import io.lucy.proto.event.v1.RebuildStateRequest;
import io.lucy.proto.event.v1.RebuildStateResponse;
import io.lucy.proto.event.v1.ReplayDeadLettersRequest;
import io.lucy.proto.event.v1.ReplayDeadLettersResponse;
import java.util.List;

/** Lets operators look after the log. Every call blocks. */
public class LogService extends LogServiceGrpc.LogServiceImplBase {
  private static final int DEFAULT_PAGE = 100;
  private static final int LARGEST_PAGE = 1000;

  private final EventLog log;
  private final DeadLetters deadLetters;
  private final List<Rebuildable> parts;

  /**
   * @param parts of the state store that this process can rebuild
   */
  public LogService(EventLog log, List<Rebuildable> parts) {
    this.log = log;
    this.deadLetters = new DeadLetters(log, Topic.ALL);
    this.parts = List.copyOf(parts);
  }

  @Override
  public void listDeadLetters(
      ListDeadLettersRequest request, StreamObserver<ListDeadLettersResponse> responses) {
    Place from =
        request.getPageToken().isEmpty() ? Place.OLDEST : Place.parse(request.getPageToken());
    DeadLetters.Page page = deadLetters.list(from, pageSize(request));
    ListDeadLettersResponse.Builder response = ListDeadLettersResponse.newBuilder();
    page.letters().forEach(listed -> response.addLetters(toProto(listed)));
    page.next().ifPresent(next -> response.setNextPageToken(next.toString()));
    responses.onNext(response.build());
    responses.onCompleted();
  }

  private static int pageSize(ListDeadLettersRequest request) {
    int size = request.getPageSize();
    if (size < 0 || size > LARGEST_PAGE) {
      throw new LucyException(
          Reason.ARGUMENT_INVALID,
          "page_size: %s (expected: 0 to %d)"
              .formatted(Integer.toUnsignedString(size), LARGEST_PAGE));
    }
    return size == 0 ? DEFAULT_PAGE : size;
  }

  private static DeadLetter toProto(DeadLetters.Listed listed) {
    return DeadLetter.newBuilder()
        .setId(listed.place().toString())
        .setTopic(listed.letter().topic())
        .setKey(listed.letter().record().key())
        .setGroup(listed.letter().group())
        .setReason(listed.letter().reason())
        .setAttempts(listed.letter().attempts())
        .setSizeBytes(listed.valueBytes())
        .putAllHeaders(listed.letter().record().headers())
        .build();
  }

  @Override
  public void replayDeadLetters(
      ReplayDeadLettersRequest request, StreamObserver<ReplayDeadLettersResponse> responses) {
    List<Place> places = request.getIdsList().stream().map(Place::parse).toList();
    int replayed = places.size();
    if (places.isEmpty()) {
      replayed = deadLetters.replayAll();
    } else {
      deadLetters.replay(places);
    }
    responses.onNext(ReplayDeadLettersResponse.newBuilder().setReplayed(replayed).build());
    responses.onCompleted();
  }

  @Override
  public void rebuildState(
      RebuildStateRequest request, StreamObserver<RebuildStateResponse> responses) {
    Rebuilt rebuilt =
        parts.stream().map(Rebuildable::rebuild).reduce(Rebuilt.NOTHING, Rebuilt::plus);
    responses.onNext(
        RebuildStateResponse.newBuilder()
            .setClones(rebuilt.clones())
            .setDatasets(rebuilt.datasets())
            .setPaths(rebuilt.paths())
            .build());
    responses.onCompleted();
  }

  @Override
  public void getLag(GetLagRequest request, StreamObserver<GetLagResponse> responses) {
    GetLagResponse.Builder response = GetLagResponse.newBuilder();
    log.lag()
        .forEach(
            lag ->
                response.addGroups(
                    GroupLag.newBuilder()
                        .setTopic(lag.topic())
                        .setGroup(lag.group())
                        .setRecords(lag.records())));
    responses.onNext(response.build());
    responses.onCompleted();
  }
}
