package io.lucy.fabric.grpc;

import static io.lucy.fabric.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.StatusRuntimeException;
import io.lucy.engine.Reason;
import io.lucy.fabric.log.Consumption;
import io.lucy.fabric.log.EventLog;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.PoisonedRecordException;
import io.lucy.fabric.log.Rebuildable.Rebuilt;
import io.lucy.fabric.log.Topic;
import io.lucy.fabric.log.embedded.EmbeddedEventLog;
import io.lucy.proto.event.v1.DeadLetter;
import io.lucy.proto.event.v1.GetLagRequest;
import io.lucy.proto.event.v1.GroupLag;
import io.lucy.proto.event.v1.ListDeadLettersRequest;
import io.lucy.proto.event.v1.ListDeadLettersResponse;
import io.lucy.proto.event.v1.LogServiceGrpc;
import io.lucy.proto.event.v1.RebuildStateRequest;
import io.lucy.proto.event.v1.RebuildStateResponse;
import io.lucy.proto.event.v1.ReplayDeadLettersRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogServiceTest {
  @TempDir Path folder;
  private final AtomicBoolean isPoisoned = new AtomicBoolean(true);
  private final AtomicInteger handled = new AtomicInteger();
  private EventLog log;
  private Server server;
  private ManagedChannel channel;
  private LogServiceGrpc.LogServiceBlockingStub client;

  @BeforeEach
  void serve() throws Exception {
    log = new EmbeddedEventLog(folder);
    LogService service =
        new LogService(log, List.of(() -> new Rebuilt(3, 0, 0), () -> new Rebuilt(0, 2, 1)));
    server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(ServerInterceptors.intercept(service, new ErrorInterceptor()))
            .build()
            .start();
    channel = Channels.to("localhost:" + server.getPort());
    client = LogServiceGrpc.newBlockingStub(channel);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
    log.close();
  }

  private void poison(int letters) {
    for (int i = 0; i < letters; i++) {
      log.append(
              Topic.EVENTS,
              new LogRecord("clone" + i, "event".getBytes(UTF_8), Map.of("ce_id", "id" + i)))
          .join();
    }
    log.consume(
        Topic.EVENTS,
        "inserter",
        Consumption.DEFAULT.withConcurrency(1),
        record -> {
          if (isPoisoned.get()) {
            throw new PoisonedRecordException("cannot be read");
          }
          handled.incrementAndGet();
        });
    eventually(
        () -> {
          List<LogRecord> kept = new ArrayList<>();
          log.read(Topic.DEAD_LETTERS, kept::add);
          assertThat(kept).hasSize(letters);
        });
  }

  @Test
  void listsDeadLettersPageByPage() {
    poison(5);
    List<DeadLetter> letters = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    String token = "";
    do {
      ListDeadLettersResponse page =
          client.listDeadLetters(
              ListDeadLettersRequest.newBuilder().setPageSize(2).setPageToken(token).build());
      letters.addAll(page.getLettersList());
      sizes.add(page.getLettersCount());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    assertThat(sizes).containsExactly(2, 2, 1);
    assertThat(letters)
        .extracting(DeadLetter::getKey)
        .containsExactly("clone0", "clone1", "clone2", "clone3", "clone4");
    assertThat(letters).extracting(DeadLetter::getId).doesNotHaveDuplicates();
    DeadLetter first = letters.get(0);
    assertThat(first.getTopic()).isEqualTo("lucy.events");
    assertThat(first.getGroup()).isEqualTo("inserter");
    assertThat(first.getReason()).isEqualTo("PoisonedRecordException: cannot be read");
    assertThat(first.getAttempts()).isEqualTo(1);
    assertThat(first.getSizeBytes()).isEqualTo(5);
    assertThat(first.getHeadersMap()).containsExactly(Map.entry("ce_id", "id0"));
  }

  @Test
  void putsAllLettersBackWhenNoneIsNamed() {
    poison(3);
    isPoisoned.set(false);
    assertThat(
            client.replayDeadLetters(ReplayDeadLettersRequest.getDefaultInstance()).getReplayed())
        .isEqualTo(3);
    eventually(() -> assertThat(handled).hasValue(3));
  }

  @Test
  void putsBackTheLettersThatAreNamed() {
    poison(3);
    isPoisoned.set(false);
    String second =
        client.listDeadLetters(ListDeadLettersRequest.getDefaultInstance()).getLetters(1).getId();
    assertThat(
            client
                .replayDeadLetters(ReplayDeadLettersRequest.newBuilder().addIds(second).build())
                .getReplayed())
        .isEqualTo(1);
    eventually(() -> assertThat(handled).hasValue(1));
  }

  @Test
  void refusesLettersThatAreNotThere() {
    poison(1);
    assertThat(refusal(ReplayDeadLettersRequest.newBuilder().addIds("0-99").build()))
        .isEqualTo(Reason.NOT_FOUND);
    assertThat(refusal(ReplayDeadLettersRequest.newBuilder().addIds("first").build()))
        .isEqualTo(Reason.ARGUMENT_INVALID);
  }

  private Reason refusal(ReplayDeadLettersRequest request) {
    return StatusBridge.fromGrpc(
            catchThrowableOfType(
                StatusRuntimeException.class, () -> client.replayDeadLetters(request)))
        .reason();
  }

  @Test
  void refusesPagesAboveTheLimit() {
    for (int size : new int[] {1001, -1}) {
      StatusRuntimeException e =
          catchThrowableOfType(
              StatusRuntimeException.class,
              () ->
                  client.listDeadLetters(
                      ListDeadLettersRequest.newBuilder().setPageSize(size).build()));
      assertThat(StatusBridge.fromGrpc(e))
          .hasMessage(
              "page_size: %s (expected: 0 to 1000)".formatted(Integer.toUnsignedString(size)));
    }
  }

  @Test
  void tellsHowFarGroupsAreBehind() {
    poison(2);
    eventually(
        () ->
            assertThat(client.getLag(GetLagRequest.getDefaultInstance()).getGroupsList())
                .containsExactly(
                    GroupLag.newBuilder()
                        .setTopic("lucy.events")
                        .setGroup("inserter")
                        .setRecords(0)
                        .build()));
  }

  @Test
  void addsUpWhatThePartsRebuilt() {
    assertThat(client.rebuildState(RebuildStateRequest.getDefaultInstance()))
        .isEqualTo(
            RebuildStateResponse.newBuilder().setClones(3).setDatasets(2).setPaths(1).build());
  }
}
