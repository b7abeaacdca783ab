package io.lucy.fabric.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lucy.proto.event.v1.CloneEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class CloudEventsTest {
  private static final CloneEvent EVENT =
      CloneEvent.newBuilder().setCloneId("c1").setOwner("local").build();
  private final CloudEvents events = new CloudEvents("/lucy/inserter");

  @Test
  void namesEveryAttributeThatCloudEventsAskFor() throws Exception {
    LogRecord record = events.record("c1", EVENT, "c1", "local");
    assertThat(record.headers())
        .containsEntry("ce_specversion", "1.0")
        .containsEntry("ce_source", "/lucy/inserter")
        .containsEntry("ce_type", "lucy.event.v1.CloneEvent")
        .containsEntry("ce_subject", "c1")
        .containsEntry("ce_lucyowner", "local")
        .containsEntry("content-type", "application/protobuf")
        .containsOnlyKeys(
            "ce_specversion",
            "ce_id",
            "ce_source",
            "ce_type",
            "ce_subject",
            "ce_time",
            "ce_lucyowner",
            "content-type");
    assertThat(Instant.parse(record.headers().getOrDefault("ce_time", "")))
        .isCloseTo(Instant.now(), within(5, ChronoUnit.MINUTES));
    assertThat(CloneEvent.parseFrom(record.value())).isEqualTo(EVENT);
  }

  @Test
  void givesEveryRecordAnIdOfItsOwn() {
    assertThat(events.record("c1", EVENT, "c1", "local").headers().get(CloudEvents.ID))
        .isNotEqualTo(events.record("c1", EVENT, "c1", "local").headers().get(CloudEvents.ID));
  }

  @Test
  void makesTombstones() {
    LogRecord tombstone = events.tombstone("c1", CloneEvent.getDefaultInstance(), "c1", "local");
    assertThat(tombstone.isTombstone()).isTrue();
    assertThat(tombstone.headers()).containsEntry("ce_type", "lucy.event.v1.CloneEvent");
  }
}
