/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.http.ConditionalRead;
import org.weft.kernel.http.ContentDisposition;
import org.weft.kernel.http.ContentSender;
import org.weft.kernel.http.Endpoint;
import org.weft.kernel.http.EndpointAccess;
import org.weft.kernel.http.ErrorWriter;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.http.PathCodec;
import org.weft.kernel.http.Router;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.identity.signin.BrowserSessions;
import org.weft.kernel.identity.signin.Session;
import org.weft.kernel.sharing.link.LinkAuthenticator;
import org.weft.kernel.sharing.link.LinkVisitor;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.OpenFile;
import org.weft.kernel.storage.files.PutRequest;
import org.weft.kernel.storage.files.WriteResult;
import org.weft.kernel.storage.resource.MediaTypes;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.web.archive.ArchiverEndpoint;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.share.Link;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.RelPath;

/**
 * What a person sees who opens a public link, {@code /s/TOKEN}: the folder or file, a form for the password, uploads where
 * the link takes them. Lists and downloads without a script. An internal link asks for a sign-in in its stead, and shows the
 * same pages to people who have access anyway, with their own rights.
 */
public final class LinkPages implements Endpoint {

    /** The script for uploads. */
    private final FileService files;

    private final Directories directories;
    private final LinkAuthenticator authenticator;
    private final BrowserSessions sessions;
    private final ArchiverEndpoint archiver;
    private final LinkPasswordForm password;
    private final ErrorWriter errors = new PageErrors();
    private final LinkApps apps;
    private final LinkFolderPage folder;

    /** @param sessions who is signed in in a browser */
    public LinkPages(
            FileService files,
            Directories directories,
            LinkAuthenticator authenticator,
            BrowserSessions sessions,
            ArchiverEndpoint archiver,
            LinkApps apps,
            Clock clock) {
        this.files = files;
        this.directories = directories;
        this.authenticator = authenticator;
        this.sessions = sessions;
        this.archiver = archiver;
        this.password = new LinkPasswordForm(authenticator, clock);
        this.apps = apps;
        this.folder = new LinkFolderPage(files, apps);
    }

    public void register(Router router) {
        router.at(LinkRequest.ROOT, EndpointAccess.OWN, this);
        router.at("/index.php/s", EndpointAccess.OWN, LinkPages::redirect);
        router.at(LinkFolderPage.SCRIPT, Set.of("GET", "HEAD"), EndpointAccess.OPEN, new ScriptResource("link.js"));
    }

    /** Where older servers had their links. */
    private static void redirect(HttpExchange exchange) {
        String query = exchange.query().isEmpty() ? "" : '?' + exchange.query();
        exchange.status(301).header("Location", LinkRequest.ROOT + PathCodec.encode(exchange.below()) + query);
    }

    @Override
    public ErrorWriter errors() {
        return errors;
    }

    /** Each opening in an app begins a session: pages of other sites may lead people there, but not do it unseen. */
    @Override
    public boolean changes(HttpExchange exchange) {
        return Endpoint.super.changes(exchange) || exchange.below().endsWith("/open") && !exchange.isInSight();
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String[] names = exchange.below().split("/", -1);
        String token = names.length > 1 ? names[1] : "";
        String action = names.length > 2 ? names[2] : "";
        if (names.length > 3) {
            throw new HttpFailure(404, "there is nothing at this path");
        }
        switch (exchange.method() + ' ' + action) {
            case "GET ", "HEAD " -> page(exchange, token);
            case "POST " -> password.unlock(exchange, token);
            case "GET download", "HEAD download" -> download(exchange, token);
            case "GET open" -> open(exchange, token);
            case "PUT upload" -> upload(exchange, token);
            default -> throw refused(exchange, action);
        }
    }

    private static HttpFailure refused(HttpExchange exchange, String action) {
        if (!Set.of("", "download", "open", "upload").contains(action)) {
            return new HttpFailure(404, "there is nothing at this path");
        }
        exchange.header(
                "Allow",
                switch (action) {
                    case "" -> "GET, HEAD, POST";
                    case "upload" -> "PUT";
                    case "open" -> "GET";
                    default -> "GET, HEAD";
                });
        return new HttpFailure(405, exchange.method() + " has no meaning at this address");
    }

    private LinkRequest visit(HttpExchange exchange, String token) {
        Link link = authenticator.knock(token, exchange.remoteAddress());
        LinkVisitor visitor = link.isInternal()
                ? insider(exchange, link)
                : authenticator.enter(link, LinkCookie.key(exchange), exchange.remoteAddress());
        exchange.watch(() -> authenticator.requireStill(link));
        Caller caller = visitor.caller(exchange.trace());
        Resource top = top(visitor, caller);
        return new LinkRequest(exchange, visitor, caller, top, owner(visitor.link()));
    }

    /** Who shares, as people call them; nothing while no directory can be asked. */
    private String owner(Link link) {
        try {
            return directories
                    .user(link.creator())
                    .map(user -> user.displayName().isEmpty() ? user.username() : user.displayName())
                    .orElse("");
        } catch (Unavailable silent) {
            return "";
        }
    }

    private LinkVisitor insider(HttpExchange exchange, Link link) {
        Session session = SignInPages.present(sessions, exchange)
                .orElseThrow(() -> new Unauthenticated("this link leads people who are signed in"))
                .session();
        return authenticator.lead(link, session.user(), session::caller, exchange.trace());
    }

    /** Somebody who is signed in learns where an internal link fails; a guest what any guest learns. */
    private Resource top(LinkVisitor visitor, Caller caller) {
        try {
            return files.stat(caller, visitor.target(), StatSpec.node());
        } catch (NotFound | Forbidden unseen) {
            if (!visitor.link().isInternal()) {
                throw unseen;
            }
            throw new NotFound("what this link leads to is gone, or was not shared with you; you are signed in as "
                    + visitor.admitted().user().username()
                    + ", and whoever sent you the link can share it with you");
        }
    }

    private void page(HttpExchange exchange, String token) throws IOException {
        LinkRequest visit;
        try {
            visit = visit(exchange, token);
        } catch (Unauthenticated locked) {
            if (authenticator.knock(token, exchange.remoteAddress()).isInternal()) {
                // Letters and digits need no escape.
                PageRequestCheck.redirect(exchange, "/signin?back=" + LinkRequest.ROOT + '/' + token);
            } else {
                LinkPasswordForm.form(exchange, token, "");
            }
            return;
        }
        renew(visit);
        if (visit.isUploadOnly()) {
            folder.uploads(visit);
        } else if (!visit.top().isFolder()) {
            folder.file(visit);
        } else {
            folder.page(visit, path(exchange));
        }
    }

    /** Whoever goes on looking stays in. */
    private void renew(LinkRequest visit) {
        if (visit.link().link().passwordHash().isPresent()) {
            password.remember(visit.exchange(), visit.link());
        }
    }

    private static RelPath path(HttpExchange exchange) {
        return RelPath.parse(exchange.parameter("path").orElse(""));
    }

    /** Of somebody who may look into files; empty when they were led to the form for the password. */
    private Optional<LinkRequest> reader(HttpExchange exchange, String token) {
        LinkRequest visit;
        try {
            visit = visit(exchange, token);
        } catch (Unauthenticated locked) {
            PageRequestCheck.redirect(exchange, LinkRequest.ROOT + '/' + token);
            return Optional.empty();
        }
        if (visit.isUploadOnly()) {
            throw new Forbidden("this link takes files and shows nothing");
        }
        return Optional.of(visit);
    }

    /** The page with a file in an app. */
    private void open(HttpExchange exchange, String token) throws IOException {
        Optional<LinkRequest> visit = reader(exchange, token);
        if (visit.isPresent()) {
            renew(visit.get());
            apps.open(visit.get(), path(exchange));
        }
    }

    /** One file as it is; folders, and several files, as an archive. */
    private void download(HttpExchange exchange, String token) throws IOException {
        Optional<LinkRequest> reader = reader(exchange, token);
        if (reader.isEmpty()) {
            return;
        }
        LinkRequest visit = reader.get();
        RelPath path = path(exchange);
        List<Target> targets = new ArrayList<>();
        for (String name : exchange.parameters("files")) {
            targets.add(visit.target(path.resolve(RelPath.parse(name))));
        }
        if (targets.isEmpty()) {
            targets.add(visit.target(path));
        }
        if (targets.size() > 1
                || files.stat(visit.caller(), targets.getFirst(), StatSpec.node())
                        .isFolder()) {
            archiver.send(exchange, visit.caller(), targets, ArchiverEndpoint.Format.ZIP);
        } else {
            file(exchange, visit.caller(), targets.getFirst());
        }
    }

    private void file(HttpExchange exchange, Caller caller, Target target) throws IOException {
        ConditionalRead read = ConditionalRead.of(exchange);
        if (exchange.method().equals("HEAD")) {
            Resource resource = files.stat(caller, target, StatSpec.node());
            headers(exchange, resource);
            ContentSender.head(exchange, resource, read);
            return;
        }
        try (OpenFile file = files.open(caller, target, read)) {
            headers(exchange, file.resource());
            ContentSender.content(exchange, file, read);
        }
    }

    private static void headers(HttpExchange exchange, Resource resource) {
        exchange.header("Content-Type", MediaTypes.of(resource.node()))
                .header("Content-Disposition", ContentDisposition.attachment(resource.name()))
                .header("Cache-Control", "no-cache, private");
    }

    /** A file from the page's script, whose header no other site's page can send. It never takes another's place. */
    private void upload(HttpExchange exchange, String token) throws IOException {
        if (exchange.header("X-Requested-With").isEmpty()) {
            throw new Forbidden("uploads come from this site's own page");
        }
        LinkRequest visit;
        try {
            visit = visit(exchange, token);
        } catch (Unauthenticated locked) {
            throw new HttpFailure(401, "this visit has ended; open the link again");
        }
        RelPath path = path(exchange);
        if (!visit.top().isFolder() || visit.isUploadOnly() && !path.isRoot()) {
            throw new Forbidden("files can't be put here");
        }
        String name = exchange.parameter("name").orElse("");
        if (name.isEmpty()) {
            throw new HttpFailure(400, "the file needs a name");
        }
        PutRequest request = new PutRequest(
                exchange.contentLength(),
                mtime(exchange),
                List.of(),
                OnConflict.RENAME,
                Optional.empty(),
                WriteConditions.plain());
        WriteResult result;
        try (InputStream body = exchange.body()) {
            result = files.put(
                    visit.caller(), visit.target(path).resolve(RelPath.root().resolve(name)), request, body);
        } catch (Conflict folderThere) {
            throw new Conflict("a file can't take the place of a folder");
        }
        JsonObject answer = new JsonObject();
        answer.addProperty(
                "name", visit.isUploadOnly() ? name : result.resource().name());
        exchange.status(201).send("application/json", answer.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<Instant> mtime(HttpExchange exchange) {
        try {
            return exchange.header("X-OC-Mtime").map(text -> Instant.ofEpochSecond(Long.parseLong(text.strip())));
        } catch (NumberFormatException | DateTimeException malformed) {
            throw new HttpFailure(400, "X-OC-Mtime is a number of seconds since 1970");
        }
    }
}
