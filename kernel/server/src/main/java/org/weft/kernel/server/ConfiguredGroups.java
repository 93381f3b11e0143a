/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.weft.kernel.identity.PrincipalSet;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.identity.directory.DirectoryGroups;
import org.weft.kernel.runtime.config.DirectorySection;
import org.weft.kernel.runtime.config.ServerConfig;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.runtime.plugin.DriverKind;
import org.weft.kernel.runtime.plugin.PluginHost;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.identity.Directory;

/** The groups that a configuration names, and whether the directories know them. For {@code weft check}. */
public final class ConfiguredGroups {

    /** Where each group stands, as the file writes it. */
    private final Map<String, String> places = new LinkedHashMap<>();

    private final List<DirectorySection> directories;

    public ConfiguredGroups(ServerConfig config) {
        this.directories = config.directory();
        note(config.spaces().create(), "create of [spaces]");
        note(config.spaces().admins(), "admins of [spaces]");
        note(config.apps().admins(), "admins of [apps]");
        config.storage().forEach(entry -> note(entry.managers(), "managers of the storage '" + entry.name() + "'"));
        config.signIn()
                .serviceAccount()
                .forEach(entry -> note(entry.actsFor(), "acts-for of the service account '" + entry.name() + "'"));
    }

    private void note(Collection<String> words, String place) {
        words.stream()
                .filter(word -> word.startsWith(PrincipalSet.GROUP))
                .forEach(word -> places.putIfAbsent(word.substring(PrincipalSet.GROUP.length()), place));
    }

    /** Asks each directory, started for this alone, and tells of the groups that none knows. */
    public void check(PluginHost plugins, PrintWriter out) {
        if (places.isEmpty() || directories.isEmpty()) {
            return; // where there is no directory, what a provider says of somebody's groups is all there is
        }
        Set<String> unknown = new LinkedHashSet<>(places.keySet());
        List<String> silent = new ArrayList<>();
        for (DirectorySection entry : directories) {
            try {
                unknown.removeAll(plugins.started(
                        DriverKind.DIRECTORY,
                        entry.name(),
                        entry.driver(),
                        entry.options(),
                        directory -> known(entry.name(), directory)));
            } catch (Unavailable away) {
                silent.add("the directory '" + entry.name() + "' could not be asked (" + away.text() + ")");
            }
        }
        for (String group : unknown) {
            out.println(
                    silent.isEmpty()
                            ? "warning: " + places.get(group) + " names group:" + group
                                    + ", and no directory knows a group of that name or id; so it means nobody, unless"
                                    + " a sign-in provider puts people in it"
                            : "note: whether there is a group '" + group + "', which " + places.get(group)
                                    + " names, is not known: " + String.join(", ", silent));
        }
    }

    private Set<String> known(String name, Directory directory) {
        Directories people = new Directories(() -> List.of(DriverHandle.fixed(name, directory)));
        Set<String> known = new LinkedHashSet<>();
        for (String group : places.keySet()) {
            if (DirectoryGroups.find(people, group).isPresent()) {
                known.add(group);
            }
        }
        return known;
    }
}
