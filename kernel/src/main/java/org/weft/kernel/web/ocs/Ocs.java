/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.ocs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.http.Access;
import org.weft.kernel.http.Exchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.http.Router;
import org.weft.kernel.identity.directory.People;
import org.weft.kernel.identity.signin.SignIn;
import org.weft.kernel.identity.signin.UrlKeys;
import org.weft.kernel.sharing.Sharing;
import org.weft.kernel.sharing.invite.Invitations;
import org.weft.kernel.sharing.link.Links;
import org.weft.kernel.sharing.ocm.OcmSharing;
import org.weft.kernel.sharing.share.ShareRules;
import org.weft.kernel.storage.files.Files;
import org.weft.kernel.storage.mount.Abilities;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.WeftException;
import org.weft.spi.storage.RelPath;

/**
 * What ownCloud's and Nextcloud's clients ask beside the files: status, capabilities, the user, whom one may share with.
 * What is promised is what the caller's home can really do.
 */
public final class Ocs {

    private static final Set<String> READS = Set.of("GET", "HEAD");

    private static final String SHARES = "/apps/files_sharing/api/v1/shares";
    private static final String REMOTE_SHARES = "/apps/files_sharing/api/v1/remote_shares";

    private final Files files;
    private final Capabilities capabilities;
    private final Persons persons;
    private final Optional<AppPasswordAnswers> appPasswords;
    private final People people;
    private final Promises promises;
    private final Optional<ShareAnswers> shares;
    private final Optional<UrlKeyAnswers> urlKeys;
    private final ShareSheet sheet;

    /**
     * @param signIn whose app passwords are made and ended here, where it takes any
     */
    public Ocs(Files files, People people, SignIn signIn, Promises promises) {
        this(
                files,
                people,
                signIn.appPasswords().map(passwords -> new AppPasswordAnswers(signIn, passwords)),
                promises,
                Optional.empty(),
                Optional.empty(),
                new Persons(files, people));
    }

    Ocs(Files files, People people, Promises promises) {
        this(files, people, Optional.empty(), promises, Optional.empty(), Optional.empty(), new Persons(files, people));
    }

    private Ocs(
            Files files,
            People people,
            Optional<AppPasswordAnswers> appPasswords,
            Promises promises,
            Optional<ShareAnswers> shares,
            Optional<UrlKeyAnswers> urlKeys,
            Persons persons) {
        this.files = files;
        this.capabilities = new Capabilities(promises, urlKeys.isPresent());
        this.persons = persons;
        this.appPasswords = appPasswords;
        this.people = people;
        this.promises = promises;
        this.shares = shares;
        this.urlKeys = urlKeys;
        this.sheet = new ShareSheet(people);
    }

    /** The same, with what people share. */
    public Ocs with(Sharing sharing, Links links) {
        ShareAnswers answers = new ShareAnswers(
                files, new InnerShares(files, people, sharing, sheet), new LinkShares(files, links, sheet));
        return new Ocs(files, people, appPasswords, promises, Optional.of(answers), urlKeys, persons);
    }

    /**
     * The same, with what people share with other sites; what they share here comes first.
     *
     * @param invitations whom people know there
     */
    public Ocs with(OcmSharing remote, ShareRules rules, Invitations invitations) {
        FederatedShares made = new FederatedShares(files, remote.sent(), rules, sheet);
        RemoteShareAnswers received = new RemoteShareAnswers(files, remote.received());
        return new Ocs(
                files,
                people,
                appPasswords,
                promises,
                shares.map(answers -> answers.with(made, received)),
                urlKeys,
                persons.with(invitations));
    }

    /** The same, for programs that sign URLs of downloads. */
    public Ocs with(UrlKeys keys) {
        return new Ocs(files, people, appPasswords, promises, shares, Optional.of(new UrlKeyAnswers(keys)), persons);
    }

    /** Answers with the data of an envelope. */
    @FunctionalInterface
    private interface Question {
        Object answer(Exchange exchange) throws IOException;
    }

    /** Takes its places in the URL space. */
    public void register(Router router) {
        router.at("/status.php", Access.OPEN, this::status);
        router.at("/index.php/204", Access.OPEN, exchange -> exchange.status(204));
        for (Envelope envelope : Envelope.both()) {
            router.at(envelope.root(), Access.OPEN, envelope.around(exchange -> {
                throw new HttpFailure(404, "there is no such OCS endpoint here");
            }));
            read(router, envelope, "/config", Access.OPEN, Ocs::config);
            read(router, envelope, "/cloud/capabilities", Access.OPEN, this::capabilities);
            read(router, envelope, "/cloud/user", Access.SIGNED_IN, persons::self);
            urlKeys.ifPresent(keys -> make(router, envelope, "/cloud/user/signing-key", keys::answer));
            read(router, envelope, "/cloud/users", Access.SIGNED_IN, persons::named);
            appPasswords.ifPresent(passwords -> {
                make(router, envelope, "/core/getapppassword", passwords::make);
                change(router, envelope, "DELETE", "/core/apppassword", passwords::revoke);
            });
            shares.ifPresent(answers -> {
                signedIn(router, envelope, SHARES, answers::answer);
                signedIn(router, envelope, REMOTE_SHARES, answers::received);
            });
            read(router, envelope, "/core/navigation/apps", Access.SIGNED_IN, exchange -> List.of());
            read(router, envelope, "/apps/files_sharing/api/v1/sharees", Access.SIGNED_IN, persons::sharees);
        }
    }

    private static void signedIn(Router router, Envelope envelope, String path, Question question) {
        router.at(
                envelope.root() + path,
                Access.SIGNED_IN,
                envelope.around(exchange -> envelope.answer(exchange, question.answer(exchange))));
    }

    /** What is made when it is asked for, so that GET changes something. */
    private static void make(Router router, Envelope envelope, String path, Question question) {
        router.at(
                envelope.root() + path,
                Access.SIGNED_IN,
                envelope.around(true, exchange -> envelope.answer(exchange, question.answer(exchange))));
    }

    private static void change(Router router, Envelope envelope, String method, String path, Question question) {
        router.at(
                envelope.root() + path,
                Set.of(method),
                Access.SIGNED_IN,
                envelope.around(exchange -> envelope.answer(exchange, question.answer(exchange))));
    }

    private static void read(Router router, Envelope envelope, String path, Access access, Question question) {
        router.at(envelope.root() + path, access, envelope.around(exchange -> {
            if (exchange.method().equals("OPTIONS")) {
                exchange.status(204).header("Allow", "GET, HEAD, OPTIONS");
                return;
            }
            if (!READS.contains(exchange.method())) {
                exchange.header("Allow", "GET, HEAD, OPTIONS");
                throw new HttpFailure(405, exchange.method() + " has no meaning at this address");
            }
            envelope.answer(exchange, question.answer(exchange));
        }));
    }

    private void status(Exchange exchange) throws IOException {
        exchange.send(
                "application/json; charset=utf-8",
                Shape.json(capabilities.status()).getBytes(StandardCharsets.UTF_8));
    }

    private Map<String, Object> capabilities(Exchange exchange) {
        exchange.header("Vary", "User-Agent");
        return capabilities.all(
                exchange.visitor().map(visitor -> abilities(exchange)).orElseGet(Abilities::none),
                shares.filter(ShareAnswers::areKept).isPresent(),
                exchange.header("User-Agent").orElse(""));
    }

    private Abilities abilities(Exchange exchange) {
        try {
            return files.abilities(exchange.caller(), Target.path(RelPath.parse("home")));
        } catch (WeftException noHome) {
            return Abilities.none();
        }
    }

    private static Map<String, Object> config(Exchange exchange) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("version", "1.7");
        config.put("website", "Weft");
        config.put("host", exchange.authority());
        config.put("contact", "");
        config.put("ssl", Boolean.toString(exchange.isSecure()));
        return config;
    }
}
