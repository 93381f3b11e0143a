/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.link.LinkCredential;
import org.weft.kernel.sharing.link.LinkType;
import org.weft.kernel.sharing.share.LocalShares;
import org.weft.kernel.sharing.share.ReceivedShares;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.spaces.SpaceDescription;
import org.weft.kernel.testing.Checkout;
import org.weft.kernel.testing.MemoryStorage;
import org.weft.spi.Caller;
import org.weft.spi.TraceId;
import org.weft.spi.WeftException;
import org.weft.spi.share.Link;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareState;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Rights;

/**
 * Where each path leads, for whom, and what is told where it leads nowhere: written down, so that nobody changes it without
 * meaning to. Mounts, homes, what was received, project spaces and links meet here, and which of them comes first.
 */
class NamespaceTest {

    private static final Path TABLE = Checkout.at("kernel/sharing/src/test/resources/paths.txt");

    private static final List<String> PATHS = List.of(
            "",
            "none",
            "home",
            "home/a",
            "home/a/f.txt",
            "home/a/f.txt/below",
            "home/a/none",
            "home/none",
            "home/Shares",
            "home/Shares/a",
            "home/Shares/a/f.txt",
            "home/Shares/a/none",
            "home/Shares/none",
            "home/Shares/none/below",
            "home/shares",
            "home/lab",
            "home/lab/x",
            "common",
            "common/x",
            "common/none",
            "common/none/below",
            "spaces",
            "spaces/Team",
            "spaces/Team/plan",
            "spaces/Team/none",
            "spaces/team",
            "spaces/none",
            "spaces/none/below",
            "projects/Team",
            "shares",
            "shares/a",
            "shares/a/f.txt",
            "shares/none",
            "public",
            "public/TOKEN",
            "public/TOKEN/f.txt",
            "public/TOKEN/none",
            "public/none",
            "public/none/below",
            "public/box",
            "deep",
            "deep/er",
            "deep/er/lab",
            "deep/er/lab/x",
            "deep/none");

    private LinkedSite site;
    private Link link;

    @BeforeEach
    void fill(@TempDir Path data) throws IOException {
        site = new LinkedSite(data);
        Caller einstein = site.einstein();
        Caller marie = site.caller(FakeSite.MARIE);
        site.make("home/a");
        site.put("home/a/f.txt", "one");
        site.put("common/x", "x");
        Share share = site.sharing
                .shares()
                .create(
                        einstein,
                        LinkedSite.at("home/a"),
                        new Grant.ToUser(marie.user()),
                        Rights.read(),
                        LocalShares.Terms.usual());
        site.sharing.received().update(marie, share.id(), ReceivedShares.Decision.state(ShareState.ACCEPTED));
        StorageServices storage = site.site.storage;
        storage.projects().create(einstein, Optional.empty(), "Team", Optional.empty(), SpaceDescription.NONE);
        site.put("spaces/Team/plan", "plan");
        storage.grants()
                .add(
                        einstein,
                        LinkedSite.at("spaces/Team"),
                        new Grant.ToUser(marie.user()),
                        Rights.read(),
                        Optional.empty());
        link = site.link("home/a", LinkType.VIEW);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private static MemoryStorage lab(Caller by) throws IOException {
        MemoryStorage lab = new MemoryStorage();
        lab.put(by, Ref.path(RelPath.parse("x")), PutSpec.simple(), new ByteArrayInputStream(new byte[1]));
        return lab;
    }

    private static Mount lab(MemoryStorage lab, String path, Mount.Everyone everyone) {
        return FakeSite.mount("lab", path, everyone, Set.of(), lab);
    }

    /** Tables of mounts by name. */
    private Map<String, List<Mount>> tables() throws IOException {
        Mount home = FakeSite.mount("homes", "home", Mount.Everyone.NONE, Set.of(), site.site.homes);
        Mount common = FakeSite.mount("common", "common", Mount.Everyone.WRITE, Set.of(), site.site.common);
        MemoryStorage lab = lab(site.einstein());
        Map<String, List<Mount>> tables = new LinkedHashMap<>();
        tables.put("usual", List.of(home, common));
        tables.put("with a root", List.of(home, common, lab(lab, "", Mount.Everyone.READ)));
        tables.put("in homes", List.of(home, common, lab(lab, "home/lab", Mount.Everyone.READ)));
        tables.put("over a project", List.of(home, common, lab(lab, "spaces/Team", Mount.Everyone.READ)));
        tables.put("below public", List.of(home, common, lab(lab, "public/box", Mount.Everyone.READ)));
        tables.put("deep, closed", List.of(home, common, lab(lab, "deep/er/lab", Mount.Everyone.NONE)));
        tables.put("no homes", List.of(common, lab(lab, "deep/er/lab", Mount.Everyone.WRITE)));
        return tables;
    }

    private Map<String, Caller> callers() {
        Map<String, Caller> callers = new LinkedHashMap<>();
        callers.put("einstein", site.einstein());
        callers.put("marie", site.caller(FakeSite.MARIE));
        callers.put("richard", site.caller(FakeSite.RICHARD));
        callers.put(
                "visitor",
                site.links
                        .authenticator()
                        .enter(link.token(), LinkCredential.none(), "192.0.2.1")
                        .caller(new TraceId("of-the-test")));
        return callers;
    }

    private String told(Caller caller, String path) {
        Target target = LinkedSite.at(path.replace("TOKEN", link.token()));
        try {
            Resource found = site.site.files.stat(caller, target, StatSpec.node());
            String shown = found.path().toString().replace(link.token(), "TOKEN");
            String kind = found.isFolder() ? "folder" : "file";
            return "%s /%s%s of %s, %s%s"
                    .formatted(
                            kind,
                            shown,
                            found.inTree() ? "" : " (not in the tree)",
                            found.id().storage(),
                            words(found.rights()),
                            found.isFolder() ? "; shows " + names(caller, target) : "");
        } catch (WeftException refused) {
            return refused.getClass().getSimpleName() + ": " + refused.text().replace(link.token(), "TOKEN");
        }
    }

    private static String words(Rights rights) {
        if (rights.equals(Rights.read())) {
            return "to read";
        }
        return rights.isEmpty() ? "no rights" : rights.toSet().size() + " rights";
    }

    private List<String> names(Caller caller, Target folder) {
        List<String> names = new ArrayList<>();
        site.site.files.list(
                caller,
                folder,
                ListSpec.all(),
                StatSpec.node(),
                child -> names.add(child.name().replace(link.token(), "TOKEN")));
        names.sort(null);
        return names;
    }

    @Test
    void each_path_leads_where_it_did() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, List<Mount>> table : tables().entrySet()) {
            site.site.remount(table.getValue());
            callers().forEach((name, caller) -> {
                lines.add("== mounts " + table.getKey() + ", " + name);
                PATHS.forEach(path -> lines.add("/" + path + " -> " + told(caller, path)));
            });
        }
        if ("write".equals(System.getProperty("weft.paths"))) {
            Files.write(TABLE, lines);
        }
        assertThat(lines)
                .as("%s; with -Dweft.paths=write this test writes it anew", TABLE)
                .isEqualTo(Files.readAllLines(TABLE));
    }
}
