/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

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
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.weft.kernel.testing.Checkout;
import org.weft.spi.Driver;
import org.weft.spi.DriverContext;
import org.weft.spi.DriverFactory;

/** Who may see whom. docs/dev/architecture.md tells why; a package that is not in the table below is not known to the kernel. */
final class ArchitectureTest {

    private static final String KERNEL = "org.weft.kernel.";

    private static final JavaClasses CLASSES = KernelClasses.with("org.weft.spi");

    /** What a module of the kernel may see of the others. */
    private static final Map<String, Set<String>> MAY_SEE = new TreeMap<>(Map.ofEntries(
            Map.entry("runtime", Set.of()),
            Map.entry("identity", Set.of("runtime")),
            Map.entry("storage", Set.of("identity", "runtime")),
            Map.entry("sharing", Set.of("storage", "identity", "runtime")),
            Map.entry("http", Set.of("storage", "identity", "runtime")),
            Map.entry("apps", Set.of("http", "sharing", "storage", "identity", "runtime")),
            Map.entry("webdav", protocol()),
            Map.entry("cs3", protocol("apps")),
            Map.entry("ocm", protocol()),
            Map.entry("web", protocol("apps")),
            Map.entry("server", protocol("apps", "webdav", "cs3", "ocm", "web")),
            Map.entry("cli", protocol("apps", "webdav", "cs3", "ocm", "web", "server"))));

    /** Libraries that one place is responsible for. */
    private static final Map<String, Set<String>> LIBRARIES = new TreeMap<>(Map.ofEntries(
            Map.entry("org.pf4j..", Set.of("runtime.plugin")),
            Map.entry("org.eclipse.jetty..", Set.of("http")),
            Map.entry("com.nimbusds..", Set.of("identity.token", "ocm.signature")),
            Map.entry("com.cs3..", Set.of("cs3")),
            Map.entry("com.google.protobuf..", Set.of("cs3")),
            Map.entry("io.grpc..", Set.of("cs3")),
            Map.entry("org.tomlj..", Set.of("runtime.config")),
            Map.entry("picocli..", Set.of("cli")),
            Map.entry("com.zaxxer.hikari..", Set.of("runtime.database")),
            Map.entry("org.sqlite..", Set.of("runtime.database")),
            Map.entry("org.postgresql..", Set.of("runtime.database")),
            Map.entry("io.micrometer..", Set.of("runtime.observe", "runtime.plugin"))));

    private static final String[] PROTOCOLS = Stream.of("http", "cs3", "webdav", "ocm", "web", "apps.http")
            .map(ArchitectureTest::inKernel)
            .toArray(String[]::new);

    private static Set<String> protocol(String... more) {
        Set<String> seen = new TreeSet<>(Set.of("http", "sharing", "storage", "identity", "runtime"));
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
    void every_class_of_the_kernel_lies_in_a_module() {
        Set<String> found = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            if (type.getPackageName().startsWith(KERNEL)) {
                found.add(type.getPackageName().substring(KERNEL.length()).split("\\.")[0]);
            }
        }

        assertThat(found).isEqualTo(MAY_SEE.keySet());
    }

    @ParameterizedTest
    @MethodSource("packages")
    void a_module_sees_no_other_than_it_may(String name) {
        Set<String> others = new TreeSet<>(MAY_SEE.keySet());
        others.remove(name);
        others.removeAll(MAY_SEE.getOrDefault(name, Set.of()));

        check(noClasses()
                .that()
                .resideInAPackage(inKernel(name))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        others.stream().map(ArchitectureTest::inKernel).toArray(String[]::new)));
    }

    @Test
    void packages_form_no_cycle() {
        check(slices().matching(KERNEL + "(**)").should().beFreeOfCycles());
        check(slices().matching("org.weft.spi.(*)..").should().beFreeOfCycles());
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void a_library_stays_where_it_is_dealt_with(String library) {
        String[] homes = LIBRARIES.getOrDefault(library, Set.of()).stream()
                .map(ArchitectureTest::inKernel)
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
                .resideInAnyPackage(inKernel("identity"), inKernel("storage"), inKernel("sharing"), inKernel("apps"))
                .and()
                .resideOutsideOfPackages(inKernel("identity.token"), inKernel("apps.http"))
                .and()
                .doNotHaveFullyQualifiedName(
                        KERNEL + "storage.upload.TransferOrderJson") // what waits in a transfer order
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.google.gson..", "com.fasterxml..", "javax.xml..", "org.w3c.dom.."));
    }

    @Test
    void protocols_never_see_rows() {
        check(noClasses()
                .that()
                .resideInAnyPackage(PROTOCOLS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(inKernel("*.db")));
    }

    @Test
    void protocols_see_values_of_the_spi_and_never_a_driver() {
        DescribedPredicate<JavaClass> drivers =
                assignableTo(Driver.class).or(assignableTo(DriverFactory.class)).or(assignableTo(DriverContext.class));

        check(noClasses()
                .that()
                .resideInAnyPackage(PROTOCOLS)
                .and()
                .resideOutsideOfPackage(inKernel("ocm.remote"))
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
                        .or(describe("of java.base or java.sql", ArchitectureTest::isOfBaseOrSql))));
    }

    @Test
    void nobody_writes_to_standard_streams() {
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName(KERNEL + "cli.Main") // hands them to the commands as writers
                .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS));
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName(KERNEL + "server.LibraryLog") // takes what libraries log there
                .should(GeneralCodingRules.USE_JAVA_UTIL_LOGGING));
    }

    @Test
    void threads_are_made_by_the_plugin_host_and_the_composition_only() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(inKernel("runtime.plugin"), inKernel("server"), inKernel("cli"))
                .should()
                .callConstructorWhere(
                        describe("makes a thread", call -> call.getTargetOwner().isAssignableTo(Thread.class))));
    }

    /** So that every brake and every log line means the same client, behind a proxy too. */
    @Test
    void whoever_asks_a_socket_for_its_other_end_lets_one_class_tell_the_client() {
        String clients = KERNEL + "http.ClientAddresses";
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
        Set<String> outward = Set.of(KERNEL + "ocm.PeerClient", KERNEL + "ocm.PeerKeys", KERNEL + "ocm.PeerCache");
        DescribedPredicate<JavaClass> braking = describe(
                "have a brake",
                type -> type.getFields().stream()
                        .anyMatch(field -> field.getRawType().isAssignableTo(KERNEL + "runtime.limit.Brake")));
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
                .resideInAnyPackage(
                        "org.weft.spi..",
                        inKernel("runtime.limit"),
                        inKernel("identity"),
                        inKernel("storage"),
                        inKernel("sharing"),
                        inKernel("apps"))
                .should()
                .haveNameMatching("get[A-Z].*")
                .because("name() reads as well as getName()"));
    }

    @Test
    void no_method_is_synchronized() throws IOException {
        check(methods().should().notHaveModifier(JavaModifier.SYNCHRONIZED));
        assertThat(sourcesWith(Checkout.at("kernel"), "synchronized (").stream()
                        .filter(source -> source.toString().contains("/src/main/")))
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
                        sourcesWith(Checkout.at("plugins"), "org.weft.kernel").stream(),
                        sourcesWith(Checkout.at("docs/examples"), "org.weft.kernel").stream())
                .toList();

        assertThat(wrong).isEmpty();
    }

    /** So that {@code mvn test} stays quick and needs no other program: docs/dev/testing.md. */
    @Test
    void a_test_that_needs_a_socket_or_another_program_is_tagged() {
        KernelTests tests = new KernelTests();

        assertThat(tests.untagged()).isEmpty();
        assertThat(tests.count()).as("classes of tests that were seen").isGreaterThan(180);
    }

    /** A tag that the build does not know leaves its test among the quick ones. */
    @Test
    void there_are_three_tags() throws IOException {
        Pattern tag = Pattern.compile("@Tag\\(\"([^\"]*)\"\\)");
        Set<String> used = new TreeSet<>();
        for (String folder : List.of("spi", "kernel", "plugins", "docs/examples", "distribution")) {
            for (Path source : sourcesWith(Checkout.at(folder), "@Tag(")) {
                tag.matcher(read(source)).results().forEach(found -> used.add(found.group(1)));
            }
        }

        assertThat(used).isEqualTo(Set.of("wire", "process", "client"));
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
                    .filter(file -> !file.toString().contains("/target/"))
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
