package io.lucy.engine.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.engine.LucyException;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ClonePathCodecPropertyTest {
  @Property(tries = 500)
  void readsBackWhatItWrote(@ForAll("views") ClonePathView view) {
    ClonePath path = ClonePathCodec.encode(view);
    ClonePathView again = ClonePathCodec.decode(ClonePath.parse(path.bytes()));
    assertThat(again).isEqualTo(view);
    assertThat(ClonePathCodec.encode(again)).isEqualTo(path);
    assertThat(ClonePathFile.of(new ClonePathFile(path).bytes()).path()).isEqualTo(path);
  }

  @Property(tries = 500)
  void equalIdsMeanEqualClones(@ForAll("views") ClonePathView a, @ForAll("views") ClonePathView b) {
    ClonePath one = ClonePathCodec.encode(a).withoutProvenance();
    ClonePath other = ClonePathCodec.encode(b).withoutProvenance();
    assertThat(one.id().equals(other.id())).isEqualTo(one.equals(other));
  }

  @Property(tries = 2000)
  void refusesOrReadsExactlyWhatIsThereHoweverItIsDamaged(
      @ForAll("views") ClonePathView view, @ForAll long seed) {
    byte[] message = ClonePathCodec.encode(view).bytes();
    Random random = new Random(seed);
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      message[random.nextInt(message.length)] = (byte) random.nextInt(256);
    }
    try {
      ClonePath path = ClonePath.parse(message);
      assertThat(ClonePathCodec.encode(ClonePathCodec.decode(path)).bytes()).isEqualTo(message);
    } catch (LucyException refused) {
      assertThat(refused).as("says what to do").hasMessageContaining("; ");
    }
  }

  @Provide
  Arbitrary<ClonePathView> views() {
    return Arbitraries.randomValue(ExamplePaths::random);
  }
}
