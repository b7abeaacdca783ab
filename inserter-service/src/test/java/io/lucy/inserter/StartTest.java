package io.lucy.inserter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.fabric.UnavailableException;
import io.lucy.fabric.state.EmbeddedStateStore;
import io.lucy.fabric.state.StateStore;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.clone.v1.CreateCloneRequest;
import io.lucy.proto.clone.v1.NewClone;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class StartTest {
  private final SimulatedLog log = new SimulatedLog(1, 0);
  private final FakeNeighbours neighbours = new FakeNeighbours();

  @Test
  void waitsForAStoreThatIsNotThereYetAndRebuildsItThen() {
    Clone before = createdBefore();
    SwitchedStore store = new SwitchedStore();

    try (Inserting inserting = inserting(store.proxy).start()) {
      assertThatThrownBy(() -> inserting.clones().list("ada", 0, ""))
          .isInstanceOf(UnavailableException.class);

      store.isReachable = true;

      assertThat(inserting.clones().list("ada", 0, "").clones())
          .extracting(Clone::getId)
          .containsExactly(before.getId());
    }
  }

  private Clone createdBefore() {
    try (StateStore lost = new EmbeddedStateStore();
        Inserting inserting = inserting(lost).start()) {
      CreateCloneRequest request =
          CreateCloneRequest.newBuilder()
              .setRequestId("r1")
              .addLabels("cat")
              .addLabels("dog")
              .setData(FakeNeighbours.DATA)
              .setNewClone(NewClone.getDefaultInstance())
              .build();
      Clone created = inserting.clones().create("ada", request).join();
      log.deliverAll();
      return created;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private Inserting inserting(StateStore store) {
    return new Inserting(
        log,
        store,
        neighbours.all(),
        NoNumerics.insertion(),
        Inserting.Concurrency.DEFAULT,
        InstantSource.system());
  }

  /** A store that cannot be reached until the switch is turned. */
  private static final class SwitchedStore {
    private final StateStore store = new EmbeddedStateStore();
    private boolean isReachable;

    final StateStore proxy =
        (StateStore)
            Proxy.newProxyInstance(
                StateStore.class.getClassLoader(),
                new Class<?>[] {StateStore.class},
                (self, method, arguments) -> {
                  if (!isReachable) {
                    throw new UnavailableException("the store cannot be reached");
                  }
                  try {
                    return method.invoke(store, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
  }
}
