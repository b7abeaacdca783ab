package io.lucy.engine.zoo;

import static io.lucy.engine.data.Refused.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.engine.Reason;
import io.lucy.engine.data.Normalisation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NetworkCardTest {

  @Test
  void comesBackAsItWas() {
    NetworkCard card =
        new NetworkCard(
            "resnet20",
            new NetworkCard.Data("cifar10", "abc", List.of("cat", "dog")),
            new Normalisation(List.of(0.485f, 0.456f, 0.406f), List.of(0.229f, 0.224f, 0.225f)),
            0.8918,
            7L,
            Map.of("epochs", "20", "batch", "64"),
            Map.of("lucy", "0.1.0"),
            "2026-11-24T00:00:00Z",
            12.5,
            "Apache-2.0",
            "trained from scratch",
            new NetworkCard.Model("0123456789abcdef".repeat(4), 7));

    assertThat(NetworkCard.parse(card.toJson())).isEqualTo(card);
    assertThat(card.toJson()).isEqualTo(NetworkCard.parse(card.toJson()).toJson());
  }

  @Test
  void hasDefaultsForWhatIsMissingAndPassesOverWhatIsUnknown() {
    NetworkCard card =
        NetworkCard.parse("{\"family\":\"vgg\",\"colour\":{\"deep\":[1]},\"data\":{}}");

    assertThat(card.family()).isEqualTo("vgg");
    assertThat(card.normalisation()).isEqualTo(Normalisation.NONE);
    assertThat(card.accuracy()).isNull();
    assertThat(card.data().labels()).isEmpty();
    assertThat(card.options()).isEmpty();
    assertThat(card.licence()).isEmpty();
    assertThat(card.model()).isNull();
  }

  @Test
  void refusesWhatCannotBe() {
    refuses("{\"accuracy\":81.0}", "accuracy 81.0");
    refuses("{\"normalisation\":{\"mean\":[0.5],\"std\":[0.5,0.5]}}", "std 2");
    refuses("{\"normalisation\":{\"mean\":[0.5]}}", "std");
    refuses("{\"normalisation\":{\"mean\":[null],\"std\":[1]}}", "mean");
    refuses("{\"data\":{\"labels\":[null]}}", "labels");
    refuses("{\"options\":{\"a\":", "");
    refuses("{\"model\":{\"sha256\":\"AB\",\"sizeBytes\":1}}", "'AB'");
    refuses("{\"model\":{\"sizeBytes\":1}}", "sha256");
    refuses("{} {}", "");
    refuses("null", "null");
    refuses("[]", "");
    refuses("", "");
  }

  @Test
  void namesTheFieldAndNoTypeOfJava() {
    for (String json :
        new String[] {
          "{\"accuracy\":\"much\"}",
          "{\"normalisation\":{\"mean\":[\"x\"],\"std\":[1]}}",
          "{\"data\":[]}",
          "{\"options\":7}",
          "[]",
          "{\"family\":"
        }) {
      assertThatThrownBy(() -> NetworkCard.parse(json))
          .as(json)
          .hasMessageNotContainingAny("java", "lucy", "`", "Exception", "null");
    }
    refuses("{\"normalisation\":{\"mean\":[\"x\"],\"std\":[1]}}", "'/normalisation/mean[0]'");
    refuses("{\n\"family\": ?}", "line 2");
  }

  @Test
  void refusesTextOfSeveralLinesAndSaysWhere() {
    refuses("{\"family\":\"res\\nnet\"}", "family 'res\\u000anet'");
    refuses("{\"licence\":\"a\\u0085b\"}", "licence 'a\\u0085b'");
    refuses("{\"provenance\":\"\\u001b[2J\"}", "provenance '\\u001b[2J'");
    refuses("{\"trainedAt\":\"\\r\"}", "time of training");
    refuses("{\"data\":{\"name\":\"a\\tb\"}}", "name of the data");
    refuses("{\"data\":{\"labels\":[\"a\\nb\"]}}", "label 'a\\u000ab'");
    refuses("{\"options\":{\"epochs\":\"\\n\"}}", "option epochs");
    refuses("{\"versions\":{\"ja\\nva\":\"17\"}}", "name of a version 'ja\\u000ava'");
  }

  private static void refuses(String json, String named) {
    refused(() -> NetworkCard.parse(json), Reason.ZOO_INVALID, "card", named);
  }
}
