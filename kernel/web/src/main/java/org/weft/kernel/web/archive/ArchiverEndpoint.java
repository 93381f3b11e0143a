/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.http.BasicCredentials;
import org.weft.kernel.http.ContentDisposition;
import org.weft.kernel.http.Endpoint;
import org.weft.kernel.http.EndpointAccess;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.http.Router;
import org.weft.kernel.sharing.link.LinkAuthenticator;
import org.weft.kernel.sharing.link.LinkCredential;
import org.weft.kernel.sharing.link.LinkVisitor;
import org.weft.kernel.storage.archive.ArchiveLimits;
import org.weft.kernel.storage.archive.ArchivePlan;
import org.weft.kernel.storage.archive.ArchiveTooLarge;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.RelPath;

/**
 * Several files and folders as one download, {@code /archiver}: in the words of ownCloud's clients, {@code id} and
 * {@code path}, each as often as wanted. What can be refused is refused before the first byte; whatever fails later
 * breaks the answer off, so that no client takes a part for the whole.
 */
public final class ArchiverEndpoint implements Endpoint {

    public static final String PATH = "/archiver";

    private static final int MOST_TARGETS = 1000;

    private static final String TOKEN = "public-token";
    private static final Target HOME = Target.path(RelPath.parse("home"));

    private final FileService files;
    private final LinkAuthenticator authenticator;
    private final ArchiveLimits limits;
    private final Path scratch;

    /**
     * @param authenticator for those who come by a link
     * @param scratch the folder for what one download keeps until its end
     */
    public ArchiverEndpoint(FileService files, LinkAuthenticator authenticator, ArchiveLimits limits, Path scratch) {
        this.files = files;
        this.authenticator = authenticator;
        this.limits = limits;
        this.scratch = scratch;
    }

    public void register(Router router) {
        router.at(PATH, Set.of("GET", "HEAD"), EndpointAccess.SIGNED_IN, this);
    }

    @Override
    public EndpointAccess access(HttpExchange exchange, EndpointAccess registered) {
        return exchange.parameter(TOKEN).isPresent() ? EndpointAccess.OWN : registered;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (!exchange.below().isEmpty() && !exchange.below().equals("/")) {
            throw new HttpFailure(404, "there is nothing at this path");
        }
        Optional<String> token = exchange.parameter(TOKEN);
        if (token.isPresent()) {
            LinkVisitor visitor = enter(exchange, token.get());
            exchange.watch(() -> authenticator.requireStill(visitor.link()));
            send(exchange, visitor.caller(exchange.trace()), targets(exchange, visitor.target()), format(exchange));
        } else {
            send(exchange, exchange.caller(), ownTargets(exchange), format(exchange));
        }
    }

    /** Paths begin at the top of the tree, as the answers of other protocols tell them, or at one's home, as clients think. */
    private List<Target> ownTargets(HttpExchange exchange) {
        List<Target> targets = new ArrayList<>();
        for (Target target : targets(exchange, Target.path(RelPath.root()))) {
            targets.add(
                    target instanceof Target.ByPath in && isHidden(exchange, target)
                            ? HOME.resolve(in.path())
                            : target);
        }
        return targets;
    }

    private boolean isHidden(HttpExchange exchange, Target target) {
        try {
            files.stat(exchange.caller(), target, StatSpec.node());
            return false;
        } catch (NotFound none) {
            return true;
        }
    }

    /** By the password, or by a signature. */
    private LinkVisitor enter(HttpExchange exchange, String token) {
        Optional<String> signature = exchange.parameter("oc-signature");
        if (signature.isPresent()) {
            String expires = exchange.parameter("oc-expiration").orElse("");
            return authenticator.enter(
                    token, LinkAuthenticator.signed(signature.get(), expires), exchange.remoteAddress());
        }
        LinkCredential credential = BasicCredentials.of(exchange)
                .filter(shown ->
                        shown.clientId().equals("public") && !shown.secret().isEmpty())
                .<LinkCredential>map(shown -> new LinkCredential.Password(shown.secret()))
                .orElseGet(LinkCredential::none);
        return authenticator.enter(token, credential, exchange.remoteAddress());
    }

    /** What the query names. */
    static List<Target> targets(HttpExchange exchange, Target top) {
        List<Target> targets = new ArrayList<>();
        for (String id : exchange.parameters("id")) {
            targets.add(Target.id(ResourceId.parse(id)));
        }
        for (String path : exchange.parameters("path")) {
            targets.add(top.resolve(RelPath.parse(path)));
        }
        if (targets.isEmpty()) {
            throw new HttpFailure(400, "name what you want by id= or path=, once or more often");
        }
        if (targets.size() > MOST_TARGETS) {
            throw new HttpFailure(
                    413, "name at most " + MOST_TARGETS + " things; a folder comes with all that is in it");
        }
        return targets;
    }

    /** The forms of archives. */
    public enum Format {
        ZIP("zip", "application/zip"),
        TAR("tar", "application/x-tar");

        private final String ending;
        private final String type;

        Format(String ending, String type) {
            this.ending = ending;
            this.type = type;
        }
    }

    /** What the query says, under any of the names that clients have for it; else what the client's system opens. */
    private static Format format(HttpExchange exchange) {
        Optional<String> named = exchange.parameter("format")
                .or(() -> exchange.parameter("output-format"))
                .or(() -> exchange.parameter("arch_type"));
        if (named.isEmpty()) {
            String agent = exchange.header("User-Agent").orElse("").toLowerCase(Locale.ROOT);
            return agent.contains("windows") || agent.contains("macintosh") ? Format.ZIP : Format.TAR;
        }
        return switch (named.get().toLowerCase(Locale.ROOT)) {
            case "zip" -> Format.ZIP;
            case "tar" -> Format.TAR;
            default -> throw new HttpFailure(400, "archives come as zip or tar");
        };
    }

    /** Looks at what is named and at nothing below it: what an archive would hold is found out by who takes it. */
    private void head(HttpExchange exchange, Caller caller, List<Target> targets, Format format) {
        String name = "download";
        for (Target target : targets) {
            String found = files.stat(caller, target, StatSpec.node()).name();
            name = targets.size() == 1 && !found.isEmpty() ? found : name;
        }
        headers(exchange, name, format);
    }

    private static void headers(HttpExchange exchange, String name, Format format) {
        exchange.header("Content-Type", format.type)
                .header("Content-Disposition", ContentDisposition.attachment(name + '.' + format.ending))
                .header("Cache-Control", "no-store");
    }

    /** Answers with an archive of the targets. */
    public void send(HttpExchange exchange, Caller caller, List<Target> targets, Format format) throws IOException {
        if (exchange.method().equals("HEAD")) {
            head(exchange, caller, targets, format);
            return;
        }
        ArchivePlan archive;
        try {
            archive = ArchivePlan.of(files, caller, targets, limits);
        } catch (ArchiveTooLarge tooMuch) {
            throw new HttpFailure(413, tooMuch.text());
        }
        String name = archive.name().isEmpty() ? "download" : archive.name();
        headers(exchange, name, format);
        OutputStream out = exchange.output();
        try (ArchiveWriter writer = format == Format.ZIP ? new ZipWriter(out, scratch) : new TarWriter(out)) {
            archive.send(writer);
            writer.end();
        }
    }
}
