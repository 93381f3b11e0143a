/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.DynamicTest;
import org.weft.kernel.apps.AppLaunch;
import org.weft.kernel.apps.OfficeSite;
import org.weft.kernel.identity.signin.FakePeople;
import org.weft.kernel.identity.signin.ServiceAccounts;
import org.weft.kernel.identity.token.TransferToken;
import org.weft.kernel.sharing.link.LinkType;
import org.weft.kernel.sharing.link.NewLink;
import org.weft.kernel.sharing.ocm.OcmPermissions;
import org.weft.kernel.sharing.share.LocalShares;
import org.weft.kernel.sharing.share.ShareRules;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.storage.spaces.SpaceDescription;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.app.ViewMode;
import org.weft.spi.auth.Credentials;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.RemoteParty;
import org.weft.spi.share.Share;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.Rights;

/**
 * A site where einstein has the folders {@code a/b} and {@code a/bc}, and one token of each kind: of his own, and of others for
 * {@code a/b}. What is aimed at lies there once for each act, so that no act stands in another's way.
 */
final class ScopedTokens implements AutoCloseable {

    /** A secret for the folder at another site. */
    private static final String SECRET = "a secret that another site was told of";

    final WholeSite whole;
    final Share share;
    final Caller einstein = FakePeople.caller(FakeSite.EINSTEIN);

    ScopedTokens(Path data, List<String> files) throws Exception {
        whole = new WholeSite(data);
        for (String folder : List.of("home/a", "home/a/b", "home/a/bc", "home/a/b/sub", "home/a/bc/sub")) {
            whole.site.files.makeFolder(einstein, OfficeSite.at(folder), Optional.empty(), WriteConditions.plain());
        }
        for (String file : files) {
            whole.office.put(FakeSite.EINSTEIN, "home/a/b/" + file, "one");
            whole.office.put(FakeSite.EINSTEIN, "home/a/bc/" + file, "one");
        }
        whole.site
                .storage
                .projects()
                .create(einstein, Optional.empty(), "Relativity", Optional.empty(), SpaceDescription.NONE);
        share = whole.site
                .sharing
                .shares()
                .create(
                        einstein,
                        OfficeSite.at("home/a/bc"),
                        new Grant.ToUser(FakeSite.MARIE.id()),
                        Rights.read(),
                        LocalShares.Terms.usual());
    }

    ResourceId id(String path) {
        return whole.site
                .files
                .stat(einstein, OfficeSite.at(path), StatSpec.node())
                .id();
    }

    /** The columns of the tables, in their order. */
    Map<String, String> all() {
        Map<String, String> tokens = new LinkedHashMap<>();
        tokens.put("owner", of(new Scope.User(Scope.Role.OWNER)));
        tokens.put("editor", of(new Scope.User(Scope.Role.EDITOR)));
        tokens.put("viewer", of(new Scope.User(Scope.Role.VIEWER)));
        tokens.put("viewing app password", ofAppPassword(new Scope.User(Scope.Role.VIEWER)));
        tokens.put("no role", of(new Scope.User(Scope.Role.INVALID)));
        tokens.put("a role for files", of(new Scope.User(Scope.Role.UPLOADER)));
        tokens.put("an unknown scope", of(new Scope.Other("lightweight", Scope.Role.OWNER)));
        tokens.put("a share's scope", of(on("share:" + share.id(), Scope.Role.EDITOR)));
        tokens.put("app password for b", ofAppPassword(on("resourceinfo:b", Scope.Role.EDITOR)));
        tokens.put("viewing app password for b", ofAppPassword(on("resourceinfo:b", Scope.Role.VIEWER)));
        tokens.put("link to look", ofLink(LinkType.VIEW));
        tokens.put("link to edit", ofLink(LinkType.EDIT));
        tokens.put("link to hand in", ofLink(LinkType.UPLOAD_ONLY));
        tokens.put("another site's", ofOcm());
        tokens.put("app session", ofApp());
        tokens.put(
                "transfer",
                whole.site.tokens.mintTransfer(
                        new TransferToken("download", "x"), Instant.now().plusSeconds(600)));
        return tokens;
    }

    private String of(Scope scope) {
        return whole.site.tokens.mint(
                FakeSite.EINSTEIN, List.of(scope), Instant.now().plusSeconds(600));
    }

    private Scope on(String key, Scope.Role role) {
        ResourceId b = id("home/a/b");
        return new Scope.Resource(key, b.storage(), b.space(), b.node(), role);
    }

    private String ofAppPassword(Scope scope) {
        String secret = whole.appPasswords
                .make(whole.site.sessionOf(FakeSite.EINSTEIN), "a phone", List.of(scope), Optional.empty())
                .secret();
        return signedIn("appauth", "einstein", secret);
    }

    private String signedIn(String type, String name, String secret) {
        return whole.signIn
                .authenticate(new Credentials(type, name, secret), "127.0.0.1")
                .accessToken();
    }

    private String ofLink(LinkType kind) {
        String token = whole.links
                .links()
                .create(einstein, OfficeSite.at("home/a/b"), NewLink.of(kind.rights()))
                .token();
        return signedIn("publicshares", token, "password|");
    }

    private String ofOcm() {
        ResourceId b = id("home/a/b");
        OcmOut given = OcmOut.builder(
                        ShareRules.freshId(),
                        new org.weft.spi.share.ResourceId(b.storage(), b.space(), b.node()),
                        FakeSite.EINSTEIN.id(),
                        new RemoteParty("other.example", UUID.randomUUID().toString(), RemoteParty.Kind.USER),
                        ServiceAccounts.hash(SECRET))
                .creator(FakeSite.EINSTEIN.id())
                .rights(OcmPermissions.of(List.of("read", "write")))
                .build();
        whole.site.sharing.rows().insert(given);
        return signedIn("ocmshares", given.id().value(), SECRET);
    }

    private String ofApp() {
        return Objects.requireNonNull(whole.apps
                .open(
                        einstein,
                        FakeSite.EINSTEIN,
                        OfficeSite.at("home/a/b/get.txt"),
                        new AppLaunch("", ViewMode.READ_WRITE, Optional.empty(), Optional.empty()))
                .session()
                .form()
                .get("access_token"));
    }

    @Override
    public void close() throws Exception {
        whole.close();
    }

    /** Judges what one kind of token opens. */
    @FunctionalInterface
    interface Judge {

        /**
         * @param tokens a site of its own
         * @param column which of {@link #all}
         */
        void judge(ScopedTokens tokens, int column) throws Exception;
    }

    /**
     * A test for each kind of token, by its name.
     *
     * @param data a folder for their sites
     * @param files the files in the folders that tokens are for and not for
     */
    static List<DynamicTest> each(Path data, List<String> files, Judge judge) throws Exception {
        List<String> names;
        try (ScopedTokens tokens = new ScopedTokens(data.resolve("names"), files)) {
            names = List.copyOf(tokens.all().keySet());
        }
        List<DynamicTest> tests = new ArrayList<>();
        for (int column = 0; column < names.size(); column++) {
            int number = column;
            tests.add(DynamicTest.dynamicTest(names.get(column), () -> {
                try (ScopedTokens tokens = new ScopedTokens(data.resolve("site" + number), files)) {
                    judge.judge(tokens, number);
                }
            }));
        }
        return tests;
    }
}
