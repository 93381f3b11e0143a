/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.site;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.weft.kernel.identity.signin.SignIn;
import org.weft.kernel.identity.signin.SignInLimits;
import org.weft.kernel.runtime.database.TestDatabases;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.sharing.SharingServices;
import org.weft.kernel.sharing.db.ShareRevisionTable;
import org.weft.kernel.sharing.link.LinkRules;
import org.weft.kernel.sharing.link.LinkServices;
import org.weft.kernel.sharing.link.LinkType;
import org.weft.kernel.sharing.link.NewLink;
import org.weft.kernel.sharing.share.SharingSettings;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.PutRequest;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.Caller;
import org.weft.spi.identity.User;
import org.weft.spi.share.Link;
import org.weft.spi.share.SharePolicy;
import org.weft.spi.storage.RelPath;

/** A {@link FakeSite} whose people share by public links. */
public class LinkedSite implements AutoCloseable {

    public final FakeSite site;
    public final MovableClock clock = new MovableClock();
    public final LinkServices links;
    public final SharingServices sharing;
    public final SignIn signIn;

    /** The system's clock, ahead of itself when it is told to. */
    public static final class MovableClock extends Clock {
        private volatile Duration ahead = Duration.ZERO;

        public void advance(Duration by) {
            ahead = ahead.plus(by);
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    public LinkedSite(Path data) {
        this(data, LinkRules.usual(), List.of());
    }

    public LinkedSite(Path data, LinkRules rules, List<SharePolicy> policies) {
        this(data, rules, policies, UnaryOperator.identity());
    }

    /** @param around put around the sources of all connections to databases */
    public LinkedSite(Path data, LinkRules rules, List<SharePolicy> policies, UnaryOperator<DataSource> around) {
        Path folder = data.resolve("site");
        site = new FakeSite(folder, Set.of(), new TestDatabases(folder, around));
        List<DriverHandle<SharePolicy>> handles = new ArrayList<>();
        policies.forEach(policy -> handles.add(DriverHandle.fixed("policy", policy)));
        sharing = SharingServices.of(new SharingServices.Parts(
                DriverHandle.fixed("shares", site.databases.shares("links")),
                handles,
                new ShareRevisionTable(site.database),
                site.storage,
                site.namespace,
                site.directories,
                SharingSettings.usual(),
                clock));
        links = LinkServices.of(new LinkServices.Parts(
                sharing.rows(), handles, site.namespace, site.files, rules, SignInLimits.standard(), clock));
        signIn = site.signIn(List.of(links.authenticator()));
    }

    public Caller caller(User user) {
        return site.signIn.verify(site.tokenOf(user)).caller();
    }

    public Caller einstein() {
        return caller(FakeSite.EINSTEIN);
    }

    public static Target at(String path) {
        return Target.path(RelPath.parse(path));
    }

    /** Writes a file as einstein. */
    public Resource put(String path, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return site.files
                .put(
                        einstein(),
                        at(path),
                        PutRequest.simple(OptionalLong.of(bytes.length)),
                        new ByteArrayInputStream(bytes))
                .resource();
    }

    /** Makes a folder as einstein. */
    public Resource make(String path) {
        return site.files.makeFolder(einstein(), at(path), Optional.empty(), WriteConditions.plain());
    }

    /** What einstein reads there. */
    public String read(String path) throws IOException {
        try (var opened = site.files.open(einstein(), at(path), FileService.Selection.WHOLE)) {
            return switch (opened.content()) {
                case org.weft.spi.storage.Content.OfStream stream -> text(stream.stream());
                case org.weft.spi.storage.Content.OfFile file ->
                    text(java.nio.channels.Channels.newInputStream(file.channel()));
            };
        }
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The names that einstein sees in a folder. */
    public List<String> names(String path) {
        List<String> names = new ArrayList<>();
        site.files.list(
                einstein(),
                at(path),
                org.weft.spi.storage.ListSpec.all(),
                StatSpec.node(),
                child -> names.add(child.name()));
        names.sort(null);
        return names;
    }

    public Link link(String path, LinkType type) {
        return links.links().create(einstein(), at(path), NewLink.of(type.rights()));
    }

    public Link link(String path, LinkType type, String password) {
        return links.links()
                .create(einstein(), at(path), NewLink.of(type.rights()).withPassword(password));
    }

    @Override
    public void close() {
        site.close();
    }
}
