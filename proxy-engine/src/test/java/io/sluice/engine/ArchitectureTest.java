package io.sluice.engine;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.NetworkChannel;
import java.nio.channels.Selector;
import java.time.Clock;
import java.time.Instant;
import java.util.Timer;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The arrows between the modules: proxy-engine, health, backends, config; each knows what is right
 * of it.
 */
class ArchitectureTest {
  private static final JavaClasses SLUICE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.sluice");

  @Test
  void shouldSeeEveryModule() {
    // A rule about classes that were not read holds always.
    assertThat(SLUICE)
        .extracting(JavaClass::getPackageName)
        .contains(
            "io.sluice.config", "io.sluice.backends", "io.sluice.health", "io.sluice.engine.log");
  }

  @ParameterizedTest
  @CsvSource({
    "config,   backends",
    "config,   health",
    "config, engine",
    "backends, health",
    "backends, engine",
    "health,   engine"
  })
  void shouldPointDownward(final String lower, final String upper) {
    noClasses()
        .that()
        .resideInAPackage("io.sluice." + lower + "..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.sluice." + upper + "..")
        .check(SLUICE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"config", "backends"})
  void shouldHaveNoNettyAndNoSocketsAndNoThreads(final String module) {
    noClasses()
        .that()
        .resideInAPackage("io.sluice." + module + "..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.netty..")
                .or(isA(Socket.class, ServerSocket.class, DatagramSocket.class))
                .or(isA(NetworkChannel.class, Selector.class))
                .or(isA(ThreadFactory.class, Thread.Builder.class, Timer.class))
                .or(isA(Executor.class, Executors.class, Future.class)))
        .check(SLUICE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"config", "backends"})
  void shouldStartNoThreadAndHoldNone(final String module) {
    // A bug may be reported to the thread that met it.
    noClasses()
        .that()
        .resideInAPackage("io.sluice." + module + "..")
        .should()
        .beAssignableTo(Thread.class)
        .orShould()
        .callConstructorWhere(target(owner(assignableTo(Thread.class))))
        .orShould()
        .callMethodWhere(
            target(owner(assignableTo(Thread.class)))
                .and(target(nameMatching("start|startVirtualThread|of.*|sleep|join|yield|stop"))))
        .check(SLUICE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"config", "backends"})
  void shouldHaveNoClock(final String module) {
    noClasses()
        .that()
        .resideInAPackage("io.sluice." + module + "..")
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .dependOnClassesThat(isA(Clock.class))
        .check(SLUICE);
  }

  @Test
  void shouldHaveNoCyclesBetweenPackages() {
    slices().assignedFrom(new Packages()).should().beFreeOfCycles().check(SLUICE);
  }

  private static DescribedPredicate<JavaClass> isA(final Class<?>... types) {
    DescribedPredicate<JavaClass> any = describe("", _ -> false);
    for (final var type : types) {
      any = any.or(assignableTo(type));
    }
    return any;
  }

  /** Each package is a slice of its own, that of a module's root too. */
  private static final class Packages implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(final JavaClass type) {
      return SliceIdentifier.of(type.getPackageName());
    }

    @Override
    public String getDescription() {
      return "every package";
    }
  }
}
