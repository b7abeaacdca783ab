package io.lucy.cli.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.lucy.testing.ProgramRun;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code kubectl kustomize} makes of the base, read strictly by Kubernetes's own types. */
class KubernetesBaseIT {
  private static final String BASE = "../deploy/kubernetes/base";
  private static final List<String> SERVICES = List.of("zoo", "localizer", "inserter", "transfer");
  private static final int PORT = 9000;

  private static Manifests manifests;

  @BeforeAll
  static void render() {
    ProgramRun.require(
        "Debian: apt-get install kubernetes-client", "kubectl", "version", "--client");
    manifests = Manifests.parse(ProgramRun.of("kubectl", "kustomize", BASE).orFail().out());
  }

  @Test
  void deploysTheFourServices() {
    assertThat(deployments())
        .extracting(deployment -> deployment.getMetadata().getName())
        .containsExactlyInAnyOrderElementsOf(SERVICES.stream().map(s -> "lucy-" + s).toList());
    assertThat(deployments())
        .allSatisfy(
            deployment ->
                assertThat(container(deployment).getImage())
                    .matches("lucy/(zoo|localizer|inserter|transfer)-service:[0-9.]+"));
  }

  @Test
  void probesByGrpc() {
    assertThat(deployments())
        .allSatisfy(
            deployment -> {
              Container container = container(deployment);
              assertThat(
                      List.of(
                          container.getStartupProbe(),
                          container.getReadinessProbe(),
                          container.getLivenessProbe()))
                  .extracting(Probe::getGrpc)
                  .extracting("port")
                  .containsOnly(PORT);
              assertThat(container.getPorts())
                  .extracting(ContainerPort::getContainerPort)
                  .containsExactly(PORT);
            });
  }

  @Test
  void runsNothingAsRoot() {
    assertThat(deployments())
        .allSatisfy(
            deployment -> {
              assertThat(pod(deployment).getSecurityContext().getRunAsNonRoot()).isTrue();
              assertThat(pod(deployment).getSecurityContext().getRunAsUser()).isPositive();
              assertThat(pod(deployment).getAutomountServiceAccountToken()).isFalse();
              var context = container(deployment).getSecurityContext();
              assertThat(context.getReadOnlyRootFilesystem()).isTrue();
              assertThat(context.getAllowPrivilegeEscalation()).isFalse();
              assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
            });
  }

  @Test
  void requestsProcessorsAndMemoryAndLimitsMemory() {
    assertThat(deployments())
        .allSatisfy(
            deployment -> {
              var resources = container(deployment).getResources();
              assertThat(resources.getRequests()).containsOnlyKeys("cpu", "memory");
              Quantity requested = resources.getRequests().get("memory");
              assertThat(resources.getLimits().get("memory").getNumericalAmount())
                  .isGreaterThanOrEqualTo(requested.getNumericalAmount());
            });
  }

  @Test
  void mountsTheZooReadOnlyWhereverItIsMounted() {
    List<Deployment> withZoo =
        deployments().filter(deployment -> zooVolumes(deployment).findAny().isPresent()).toList();

    assertThat(withZoo).extracting(d -> d.getMetadata().getName()).containsExactly("lucy-zoo");
    for (Deployment deployment : withZoo) {
      assertThat(zooVolumes(deployment))
          .allMatch(volume -> volume.getPersistentVolumeClaim().getReadOnly());
      List<String> names = zooVolumes(deployment).map(Volume::getName).toList();
      assertThat(container(deployment).getVolumeMounts())
          .filteredOn(mount -> names.contains(mount.getName()))
          .isNotEmpty()
          .allMatch(VolumeMount::getReadOnly);
    }
    assertThat(manifests.all(PersistentVolumeClaim.class))
        .filteredOn(claim -> claim.getMetadata().getName().equals("lucy-zoo"))
        .singleElement()
        .satisfies(
            claim -> assertThat(claim.getSpec().getAccessModes()).containsExactly("ReadOnlyMany"));
  }

  @Test
  void configuresByVariablesThatServicesRead() {
    Map<String, String> shared = manifests.configuration();

    assertThat(Settings.byVariable()).containsKeys(shared.keySet().toArray(String[]::new));
    assertThat(shared).containsEntry("LUCY_LOG", "kafka").containsEntry("LUCY_STATE", "redis");
    assertThat(deployments())
        .allSatisfy(
            deployment -> {
              Container container = container(deployment);
              assertThat(container.getEnvFrom())
                  .extracting(source -> source.getConfigMapRef().getName())
                  .containsExactly(manifests.configurationName());
              assertThat(container.getEnv())
                  .allMatch(variable -> Settings.byVariable().containsKey(variable.getName()));
            });
  }

  @Test
  void reachesEveryServiceUnderItsName() {
    Map<String, String> shared = manifests.configuration();
    List<Service> services = manifests.all(Service.class).toList();

    assertThat(services)
        .allSatisfy(
            service ->
                assertThat(
                        deployments().map(d -> d.getSpec().getTemplate().getMetadata().getLabels()))
                    .as("pods of " + service.getMetadata().getName())
                    .anyMatch(
                        labels ->
                            labels
                                .entrySet()
                                .containsAll(service.getSpec().getSelector().entrySet())));
    assertThat(services)
        .extracting(service -> service.getMetadata().getName() + ":" + PORT)
        .contains(shared.get("LUCY_ZOO_ADDRESS"), shared.get("LUCY_TRANSFER_ADDRESS"));
  }

  private static Stream<Deployment> deployments() {
    return manifests.all(Deployment.class);
  }

  private static PodSpec pod(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec();
  }

  private static Container container(Deployment deployment) {
    assertThat(pod(deployment).getContainers()).hasSize(1);
    return pod(deployment).getContainers().get(0);
  }

  private static Stream<Volume> zooVolumes(Deployment deployment) {
    return pod(deployment).getVolumes().stream()
        .filter(volume -> volume.getPersistentVolumeClaim() != null)
        .filter(volume -> volume.getPersistentVolumeClaim().getClaimName().equals("lucy-zoo"));
  }
}
