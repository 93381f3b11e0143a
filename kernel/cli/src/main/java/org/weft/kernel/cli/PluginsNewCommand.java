/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.server.StartFailure;
import org.weft.kernel.server.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weft plugins new}. */
@Command(
        name = "new",
        description = {
            "Writes a Maven project for a driver of your own, which builds as it is.",
            "It compiles against weft-spi, is tested with weft-testkit, both of this server's lib/maven,",
            "and needs nothing else of Weft."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class PluginsNewCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "What configurations call the driver: lower-case letters, digits and dashes.")
    private String name = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "DIR", description = "An empty or new folder; NAME, usually.")
    private @Nullable Path folder;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            defaultValue = "storage",
            description = "storage (usual), auth, directory, share-store, share-policy or app.")
    private String kind = "storage";

    @Option(names = "--package", paramLabel = "PACKAGE", description = "The Java package; org.example.NAME, usually.")
    private @Nullable String javaPackage;

    @Override
    public Integer call() throws StartFailure {
        DriverProject.Kind wanted = Arrays.stream(DriverProject.Kind.values())
                .filter(each -> each.word().equals(kind))
                .findFirst()
                .orElseThrow(() -> wrong("there is no template of the kind '" + kind + "'; there are "
                        + Arrays.stream(DriverProject.Kind.values())
                                .map(DriverProject.Kind::word)
                                .collect(Collectors.joining(", "))));
        if (!name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*") || name.length() > 64) {
            throw wrong("'" + name + "' is no name for a driver: use at most 64 lower-case letters, digits and dashes, "
                    + "beginning with a letter");
        }
        String target = Optional.ofNullable(javaPackage).orElse("org.example." + name.replace("-", ""));
        if (!target.matches("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*")) {
            throw wrong("'" + target + "' is no Java package");
        }
        Path project = Optional.ofNullable(folder).orElse(Path.of(name));
        try {
            new DriverProject(
                            wanted, name, target, Version.read(), Path.of(System.getProperty("weft.home", "/opt/weft")))
                    .write(project);
        } catch (IOException failure) {
            throw StartFailure.because(String.valueOf(failure.getMessage()), failure);
        }
        spec.commandLine()
                .getOut()
                .println(project + " holds a project now; 'mvn verify' in it makes target/" + name
                        + ".jar, and README.md says where that goes");
        spec.commandLine().getOut().flush();
        return 0;
    }

    private CommandLine.ParameterException wrong(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }
}
