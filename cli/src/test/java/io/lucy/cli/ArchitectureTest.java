package io.lucy.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.NonBlocking;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Which way the arrows go; it lives here because the command line sees every module. */
class ArchitectureTest {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.lucy");

  /** Without what protoc generates. */
  private static final JavaClasses OWN = ALL.that(not(resideInAPackage("io.lucy.proto..")));

  private static final List<String> SERVICES = List.of("zoo", "localizer", "inserter", "transfer");

  @Test
  void seesTheModules() {
    assertThat(ALL.contain("io.lucy.engine.LucyException")).isTrue();
    assertThat(ALL.contain("io.lucy.proto.path.v1.ClonePath")).isTrue();
    assertThat(ALL.contain("io.lucy.bench.CloneBenchmark")).isTrue();
    assertThat(ALL.contain("io.lucy.cli.Lucy")).isTrue();
    assertThat(ALL.contain("io.lucy.fabric.grpc.StatusBridge")).isTrue();
    for (String service : SERVICES) {
      assertThat(ALL.containPackage("io.lucy." + service)).as(service).isTrue();
    }
  }

  @Test
  void theEngineKnowsNothingOfNetworksAndTools() {
    noClasses()
        .that()
        .resideInAPackage("io.lucy.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.grpc..",
            "io.quarkus..",
            "io.smallrye..",
            "jakarta..",
            "org.apache.kafka..",
            "io.lettuce..",
            "redis..",
            "io.netty..",
            "picocli..",
            "java.net.http..")
        .check(OWN);
  }

  @Test
  void theEngineUsesNoOtherModuleButForThePathsMessages() {
    noClasses()
        .that()
        .resideInAPackage("io.lucy.engine..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.lucy..")
                .and(not(resideInAPackage("io.lucy.engine..")))
                .and(not(resideInAPackage("io.lucy.proto.."))))
        .check(OWN);
    noClasses()
        .that()
        .resideInAPackage("io.lucy.engine..")
        .and()
        .resideOutsideOfPackage("io.lucy.engine.path..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.lucy.proto..")
        .check(OWN);
  }

  @Test
  void theBenchmarksUseTheEngineAlone() {
    noClasses()
        .that()
        .resideInAPackage("io.lucy.bench..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.lucy..")
                .and(not(resideInAPackage("io.lucy.bench..")))
                .and(not(resideInAPackage("io.lucy.engine.."))))
        .check(OWN);
  }

  @Test
  void theFabricUsesTheContractsAndTheEnginesRefusals() {
    noClasses()
        .that()
        .resideInAPackage("io.lucy.fabric..")
        .and()
        .resideOutsideOfPackage("io.lucy.fabric.work..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.lucy..")
                .and(not(resideInAPackage("io.lucy.fabric..")))
                .and(not(resideInAPackage("io.lucy.proto..")))
                .and(not(resideInAPackage("io.lucy.engine.io..")))
                .and(not(type(LucyException.class)))
                .and(not(type(Reason.class))))
        .check(OWN);
  }

  /** What the services that compute share of the engine is for them, and for nothing else there. */
  @Test
  void theFabricDoesNotUseWhatWorkersShare() {
    noClasses()
        .that()
        .resideInAPackage("io.lucy.fabric..")
        .and()
        .resideOutsideOfPackage("io.lucy.fabric.work..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.lucy.fabric.work..")
        .check(OWN);
  }

  @ParameterizedTest
  @FieldSource("SERVICES")
  void servicesUseTheFabricTheEngineAndTheContractsAlone(String service) {
    noClasses()
        .that()
        .resideInAPackage("io.lucy." + service + "..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.lucy..")
                .and(not(resideInAPackage("io.lucy." + service + "..")))
                .and(not(resideInAPackage("io.lucy.fabric..")))
                .and(not(resideInAPackage("io.lucy.engine..")))
                .and(not(resideInAPackage("io.lucy.proto.."))))
        .check(OWN);
  }

  /** A handler that blocks the event loop would stop all calls of its process. */
  @Test
  void servicesSayWhetherTheirCallsBlock() {
    classes()
        .that()
        .areAnnotatedWith(GrpcService.class)
        .should()
        .beAnnotatedWith(Blocking.class)
        .orShould()
        .beAnnotatedWith(NonBlocking.class)
        .check(OWN);
  }

  /** Services are reached by their contracts, also those in this very process. */
  @Test
  void theCommandLineUsesNoServiceDirectly() {
    noClasses()
        .that()
        .resideInAPackage("io.lucy.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            SERVICES.stream().map(service -> "io.lucy." + service + "..").toArray(String[]::new))
        .check(OWN);
  }

  @Test
  void nobodyUsesTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.lucy.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.lucy.cli..")
        .check(OWN);
  }

  @Test
  void enginePackagesHaveNoCycles() {
    slices().matching("io.lucy.engine.(*)..").should().beFreeOfCycles().check(OWN);
  }

  @Test
  void classesAreNamedForWhatTheyAre() {
    for (String suffix : List.of("Util", "Utils", "Helper", "Manager", "Impl")) {
      noClasses().should().haveSimpleNameEndingWith(suffix).check(OWN);
    }
  }

  @Test
  void everyPackageIsNullMarked() {
    Stream<String> unmarked =
        ALL.getPackage("io.lucy").getSubpackagesInTree().stream()
            .filter(p -> !p.getClasses().isEmpty())
            .filter(p -> !p.getName().startsWith("io.lucy.proto"))
            .filter(p -> !isNullMarked(p))
            .map(JavaPackage::getName);
    assertThat(unmarked).as("packages without @NullMarked in their package-info").isEmpty();
  }

  private static boolean isNullMarked(JavaPackage javaPackage) {
    return javaPackage.isAnnotatedWith(NullMarked.class);
  }
}
