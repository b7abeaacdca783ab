package io.lucy.cli.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Resources of Kubernetes, as typed objects. */
record Manifests(List<HasMetadata> resources) {
  private static final Map<String, Class<? extends HasMetadata>> TYPES =
      Map.of(
          "ConfigMap", ConfigMap.class,
          "Deployment", Deployment.class,
          "PersistentVolumeClaim", PersistentVolumeClaim.class,
          "Service", Service.class);

  /** Kubernetes ignores what it does not know, so a typing error would go unnoticed. */
  private static final ObjectMapper STRICT =
      new ObjectMapper(new YAMLFactory())
          .setAnnotationIntrospector(
              new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated member) {
                  return false;
                }
              });

  static Manifests parse(String yaml) {
    List<HasMetadata> resources = new ArrayList<>();
    try (var documents = STRICT.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
      while (documents.hasNext()) {
        JsonNode document = documents.next();
        Class<? extends HasMetadata> type = TYPES.get(document.path("kind").asText());
        if (type == null) {
          throw new AssertionError("no type for " + document);
        }
        resources.add(STRICT.treeToValue(document, type));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Manifests(List.copyOf(resources));
  }

  <T extends HasMetadata> Stream<T> all(Class<T> type) {
    return resources.stream().filter(type::isInstance).map(type::cast);
  }

  Map<String, String> configuration() {
    return onlyConfigMap().getData();
  }

  String configurationName() {
    return onlyConfigMap().getMetadata().getName();
  }

  private ConfigMap onlyConfigMap() {
    List<ConfigMap> maps = all(ConfigMap.class).toList();
    if (maps.size() != 1) {
      throw new AssertionError(maps.size() + " config maps (expected: 1)");
    }
    return maps.get(0);
  }
}
