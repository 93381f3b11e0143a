/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.weft.spi.Driver;
import org.weft.spi.DriverContext;
import org.weft.spi.DriverFactory;

/** Who may see whom. docs/dev/layers.md tells why; a package that is not in the table below is not known to the kernel. */
final class LayersTest {

    private static final String KERNEL = "org.weft.kernel.";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.weft.kernel", "org.weft.spi");

    /** What a package of the kernel may see of the kernel's other packages; {@code boot} wires them and sees all. */
    private static final Map<String, Set<String>> MAY_SEE = new TreeMap<>(Map.ofEntries(
            Map.entry("config", Set.of()),
            Map.entry("access", Set.of()),
            Map.entry("token", Set.of()),
            Map.entry("signature", Set.of()),
            Map.entry("outgoing", Set.of()),
            Map.entry("observe", Set.of()),
            Map.entry("state", Set.of("token", "observe")),
            Map.entry("probe", Set.of()),
            Map.entry("plugin", Set.of("config", "state", "observe", "probe")),
            Map.entry("mount", Set.of("plugin", "access", "observe")),
            Map.entry("service", Set.of("mount", "access", "token", "state", "plugin", "observe")),
            Map.entry("sharing", Set.of("service", "access", "token", "state", "plugin", "observe")),
            Map.entry("apps", Set.of("service", "access", "token", "state", "plugin", "observe")),
            Map.entry("upload", Set.of("service", "access", "token", "state", "observe")),
            Map.entry("http", Set.of("service", "access", "token", "observe")),
            Map.entry("tus", Set.of("service", "http", "upload", "observe")),
            Map.entry("cs3", protocol("apps")),
            Map.entry("webdav", protocol()),
            Map.entry("data", protocol()),
            Map.entry("ocs", protocol()),
            Map.entry("ocm", protocol("signature", "outgoing")),
            Map.entry("web", protocol("apps")),
            Map.entry("appweb", protocol("apps")),
            Map.entry("admin", protocol("plugin", "probe")),
            Map.entry("remote", Set.of("outgoing", "observe"))));

    /** Libraries that one place is responsible for. */
    private static final Map<String, Set<String>> LIBRARIES = new TreeMap<>(Map.ofEntries(
            Map.entry("org.pf4j..", Set.of("plugin")),
            Map.entry("org.eclipse.jetty..", Set.of("http", "outgoing")),
            Map.entry("com.nimbusds..", Set.of("token", "signature")),
            Map.entry("com.cs3..", Set.of("cs3", "remote")),
            Map.entry("com.google.protobuf..", Set.of("cs3", "remote")),
            Map.entry("io.grpc..", Set.of("cs3", "remote")),
            Map.entry("org.tomlj..", Set.of("config")),
            Map.entry("picocli..", Set.of("boot")),
            Map.entry("com.zaxxer.hikari..", Set.of("state")),
            Map.entry("org.sqlite..", Set.of("state")),
            Map.entry("org.postgresql..", Set.of("state")),
            Map.entry("io.micrometer..", Set.of("observe", "plugin"))));

    private static Set<String> protocol(String... more) {
        Set<String> seen =
                new TreeSet<>(Set.of("service", "sharing", "http", "access", "token", "observe", "upload", "tus"));
        seen.addAll(Arrays.asList(more));
        return seen;
    }

    static Set<String> packages() {
        return MAY_SEE.keySet();
    }

    static Set<String> libraries() {
        return LIBRARIES.keySet();
    }

    @Test
    void every_package_of_the_kernel_has_its_place() {
        Set<String> found = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            if (type.getPackageName().startsWith(KERNEL)) {
                found.add(type.getPackageName().substring(KERNEL.length()).split("\\.")[0]);
            }
        }

        assertThat(found).contains("service", "token", "mount");
        found.removeAll(MAY_SEE.keySet());
        found.remove("boot");
        assertThat(found).as("packages that the table does not know").isEmpty();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void a_package_sees_no_other_than_it_may(String name) {
        Set<String> others = new TreeSet<>(MAY_SEE.keySet());
        others.add("boot");
        others.remove(name);
        others.removeAll(MAY_SEE.getOrDefault(name, Set.of()));

        check(noClasses()
                .that()
                .resideInAPackage(inKernel(name))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others.stream().map(LayersTest::inKernel).toArray(String[]::new)));
    }

    @Test
    void packages_form_no_cycle() {
        check(slices().matching(KERNEL + "(*)..").should().beFreeOfCycles());
        check(slices().matching("org.weft.spi.(*)..").should().beFreeOfCycles());
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void a_library_stays_where_it_is_dealt_with(String library) {
        String[] homes = LIBRARIES.getOrDefault(library, Set.of()).stream()
                .map(LayersTest::inKernel)
                .toArray(String[]::new);

        check(noClasses()
                .that()
                .resideOutsideOfPackages(homes)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library));
    }

    @Test
    void services_know_no_wire_format() {
        check(noClasses()
                .that()
                .resideInAnyPackage(
                        inKernel("service"),
                        inKernel("sharing"),
                        inKernel("apps"),
                        inKernel("mount"),
                        inKernel("access"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.google.gson..", "com.fasterxml..", "javax.xml..", "org.w3c.dom.."));
    }

    @Test
    void protocols_see_values_of_the_spi_and_never_a_driver() {
        DescribedPredicate<JavaClass> drivers =
                assignableTo(Driver.class).or(assignableTo(DriverFactory.class)).or(assignableTo(DriverContext.class));

        check(noClasses()
                .that()
                .resideInAnyPackage(Stream.of("http", "tus", "cs3", "webdav", "data", "ocs", "ocm", "web", "appweb")
                        .map(LayersTest::inKernel)
                        .toArray(String[]::new))
                .should()
                .dependOnClassesThat(drivers));
    }

    @Test
    void the_spi_needs_the_java_base_and_sql_modules_and_jspecify_only() {
        check(classes()
                .that()
                .resideInAPackage("org.weft.spi..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("org.weft.spi..", "org.jspecify.annotations..")
                        .or(describe("of java.base or java.sql", LayersTest::isOfBaseOrSql))));
    }

    @Test
    void nobody_writes_to_standard_streams() {
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName(KERNEL + "boot.Main") // hands them to the commands as writers
                .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS));
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName(KERNEL + "boot.LibraryLog") // takes what libraries log there
                .should(GeneralCodingRules.USE_JAVA_UTIL_LOGGING));
    }

    @Test
    void threads_are_made_by_the_plugin_host_and_by_boot_only() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(inKernel("plugin"), inKernel("boot"))
                .should()
                .callConstructorWhere(
                        describe("makes a thread", call -> call.getTargetOwner().isAssignableTo(Thread.class))));
    }

    /** So that every brake and every log line means the same client, behind a proxy too. */
    @Test
    void whoever_asks_a_socket_for_its_other_end_lets_one_class_tell_the_client() {
        String clients = KERNEL + "http.Clients";
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName(clients)
                .should()
                .callMethodWhere(describe(
                        "asks for the other end",
                        call -> Set.of("getRemoteAddr", "getRemoteHost", "getRemoteAddress", "getRemoteSocketAddress")
                                .contains(call.getName()))));
        check(classes()
                .that(describe(
                        "ask gRPC for the other end",
                        type -> type.getFieldAccessesFromSelf().stream()
                                .anyMatch(access -> access.getTarget().getName().equals("TRANSPORT_ATTR_REMOTE_ADDR"))))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(clients));
    }

    /** So that `weft brakes list` knows them all; these three limit what this server asks of others, and brake nobody. */
    @Test
    void whoever_has_a_brake_tells_it() {
        Set<String> outward = Set.of(KERNEL + "ocm.Calls", KERNEL + "ocm.PeerKeys", KERNEL + "ocm.Peers");
        DescribedPredicate<JavaClass> braking = describe(
                "have a brake",
                type -> type.getFields().stream()
                        .anyMatch(field -> field.getRawType().isAssignableTo(KERNEL + "service.Brake")));
        DescribedPredicate<JavaClass> silent = describe(
                "do not tell it",
                type -> !outward.contains(type.getName())
                        && type.getMethods().stream()
                                .noneMatch(method -> method.getName().equals("brakes")));

        assertThat(CLASSES.that(braking).that(silent)).isEmpty();
    }

    @Test
    void nothing_static_changes() {
        check(fields().that().areStatic().should().beFinal());
    }

    @Test
    void names_tell_what_a_thing_is() {
        check(noClasses()
                .that()
                .areNotAssignableTo("org.pf4j.PluginManager") // PF4J's word, where its class is extended
                .should()
                .haveNameMatching(".*(Manager|Helper|Utils?|Impl)$")
                .because("such a name says nothing; name what it is in the field's own words"));
        check(noMethods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage("org.weft.spi..", inKernel("service"), inKernel("mount"), inKernel("access"))
                .should()
                .haveNameMatching("get[A-Z].*")
                .because("name() reads as well as getName()"));
    }

    @Test
    void no_method_is_synchronized() throws IOException {
        check(methods().should().notHaveModifier(JavaModifier.SYNCHRONIZED));
        assertThat(sourcesWith(Path.of("src", "main", "java"), "synchronized ("))
                .isEmpty();
    }

    @Test
    void every_package_says_what_lives_in_it_and_is_null_marked() {
        Set<String> silent = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                silent.add(type.getPackageName());
            }
        }

        assertThat(silent).isEmpty();
    }

    @Test
    void plugins_and_examples_never_see_the_kernel() throws IOException {
        List<Path> wrong = Stream.concat(
                        sourcesWith(Path.of("..", "plugins"), "org.weft.kernel").stream(),
                        sourcesWith(Path.of("..", "docs", "examples"), "org.weft.kernel").stream())
                .toList();

        assertThat(wrong).isEmpty();
    }

    private static String inKernel(String name) {
        return KERNEL + name + "..";
    }

    /** A package of the table may still be empty; that the table as a whole is not, another test shows. */
    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }

    private static boolean isOfBaseOrSql(JavaClass type) {
        JavaClass element = type.getBaseComponentType();
        if (element.isPrimitive()) {
            return true;
        }
        if (!element.getPackageName().startsWith("java")) {
            return false;
        }
        String module = element.reflect().getModule().getName();
        return module.equals("java.base") || module.equals("java.sql");
    }

    private static List<Path> sourcesWith(Path root, String text) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> sources = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("target"))
                    .toList();
            return sources.stream().filter(file -> read(file).contains(text)).toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
