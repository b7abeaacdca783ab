package io.lucy.inserter;

import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.event.v1.CloneEvent;
import io.lucy.proto.event.v1.CloneRecord;
import io.lucy.proto.event.v1.InsertWork;
import io.lucy.proto.event.v1.LocalizeWork;

/** Something that a step of a clone's life entails. Doing it twice is the same as doing it once. */
public sealed interface Effect {
  /** Puts work into the queue of the localizers. */
  record HandOutLocalizeWork(LocalizeWork work) implements Effect {}

  /** Puts work into the queue of the inserters. */
  record HandOutInsertWork(InsertWork work) implements Effect {}

  /** Says what follows at once from what was said before. */
  record Announce(CloneEvent event) implements Effect {}

  /** Makes a clone appear in lists, or be found by its path. */
  record Enter(Clone entered) implements Effect {}

  /** Makes a clone disappear from them. */
  record Strike(Clone struck) implements Effect {}

  /** Keeps what is known now, in the log and then in the state store. The last effect of a step. */
  record SaveSnapshot(CloneRecord record) implements Effect {}
}
