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
import org.weft.kernel.http.EndpointAccess;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.http.Router;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.identity.signin.SignIn;
import org.weft.kernel.identity.signin.UrlSigningKeys;
import org.weft.kernel.sharing.SharingServices;
import org.weft.kernel.sharing.invite.Invitations;
import org.weft.kernel.sharing.link.PublicLinks;
import org.weft.kernel.sharing.ocm.OcmShareServices;
import org.weft.kernel.sharing.share.ShareRules;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.mount.Abilities;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.WeftException;
import org.weft.spi.storage.RelPath;

/**
 * What ownCloud's and Nextcloud's clients ask beside the files: status, capabilities, the user, whom one may share with.
 * What is promised is what the caller's home can really do.
 */
public final class OcsEndpoint {

    private static final Set<String> READS = Set.of("GET", "HEAD");

    private static final String SHARES = "/apps/files_sharing/api/v1/shares";
    private static final String REMOTE_SHARES = "/apps/files_sharing/api/v1/remote_shares";

    private final FileService files;
    private final Capabilities capabilities;
    private final UsersApi persons;
    private final Optional<AppPasswordApi> appPasswords;
    private final Directories directories;
    private final AdvertisedFeatures features;
    private final Optional<ShareApi> shares;
    private final Optional<SigningKeyApi> urlKeys;
    private final ShareView sheet;

    /**
     * @param signIn whose app passwords are made and ended here, where it takes any
     */
    public OcsEndpoint(FileService files, Directories directories, SignIn signIn, AdvertisedFeatures features) {
        this(
                files,
                directories,
                signIn.appPasswords().map(passwords -> new AppPasswordApi(signIn, passwords)),
                features,
                Optional.empty(),
                Optional.empty(),
                new UsersApi(files, directories));
    }

    OcsEndpoint(FileService files, Directories directories, AdvertisedFeatures features) {
        this(
                files,
                directories,
                Optional.empty(),
                features,
                Optional.empty(),
                Optional.empty(),
                new UsersApi(files, directories));
    }

    private OcsEndpoint(
            FileService files,
            Directories directories,
            Optional<AppPasswordApi> appPasswords,
            AdvertisedFeatures features,
            Optional<ShareApi> shares,
            Optional<SigningKeyApi> urlKeys,
            UsersApi persons) {
        this.files = files;
        this.capabilities = new Capabilities(features, urlKeys.isPresent());
        this.persons = persons;
        this.appPasswords = appPasswords;
        this.directories = directories;
        this.features = features;
        this.shares = shares;
        this.urlKeys = urlKeys;
        this.sheet = new ShareView(directories);
    }

    /** The same, with what people share. */
    public OcsEndpoint with(SharingServices sharing, PublicLinks links) {
        ShareApi answers = new ShareApi(
                files, new UserAndGroupShares(files, directories, sharing, sheet), new LinkShares(files, links, sheet));
        return new OcsEndpoint(files, directories, appPasswords, features, Optional.of(answers), urlKeys, persons);
    }

    /**
     * The same, with what people share with other sites; what they share here comes first.
     *
     * @param invitations whom people know there
     */
    public OcsEndpoint with(OcmShareServices remote, ShareRules rules, Invitations invitations) {
        FederatedShares made = new FederatedShares(files, remote.sent(), rules, sheet);
        RemoteShareApi received = new RemoteShareApi(files, remote.received());
        return new OcsEndpoint(
                files,
                directories,
                appPasswords,
                features,
                shares.map(answers -> answers.with(made, received)),
                urlKeys,
                persons.with(invitations));
    }

    /** The same, for programs that sign URLs of downloads. */
    public OcsEndpoint with(UrlSigningKeys keys) {
        return new OcsEndpoint(
                files, directories, appPasswords, features, shares, Optional.of(new SigningKeyApi(keys)), persons);
    }

    /** Answers with the data of an envelope. */
    @FunctionalInterface
    private interface Question {
        Object answer(HttpExchange exchange) throws IOException;
    }

    /** Takes its places in the URL space. */
    public void register(Router router) {
        router.at("/status.php", EndpointAccess.OPEN, this::status);
        router.at("/index.php/204", EndpointAccess.OPEN, exchange -> exchange.status(204));
        for (OcsEnvelope envelope : OcsEnvelope.both()) {
            router.at(envelope.root(), EndpointAccess.OPEN, envelope.around(exchange -> {
                throw new HttpFailure(404, "there is no such OCS endpoint here");
            }));
            read(router, envelope, "/config", EndpointAccess.OPEN, OcsEndpoint::config);
            read(router, envelope, "/cloud/capabilities", EndpointAccess.OPEN, this::capabilities);
            read(router, envelope, "/cloud/user", EndpointAccess.SIGNED_IN, persons::self);
            urlKeys.ifPresent(keys -> make(router, envelope, "/cloud/user/signing-key", keys::answer));
            read(router, envelope, "/cloud/users", EndpointAccess.SIGNED_IN, persons::named);
            appPasswords.ifPresent(passwords -> {
                make(router, envelope, "/core/getapppassword", passwords::make);
                change(router, envelope, "DELETE", "/core/apppassword", passwords::revoke);
            });
            shares.ifPresent(answers -> {
                signedIn(router, envelope, SHARES, answers::answer);
                signedIn(router, envelope, REMOTE_SHARES, answers::received);
            });
            read(router, envelope, "/core/navigation/apps", EndpointAccess.SIGNED_IN, exchange -> List.of());
            read(router, envelope, "/apps/files_sharing/api/v1/sharees", EndpointAccess.SIGNED_IN, persons::sharees);
        }
    }

    private static void signedIn(Router router, OcsEnvelope envelope, String path, Question question) {
        router.at(
                envelope.root() + path,
                EndpointAccess.SIGNED_IN,
                envelope.around(exchange -> envelope.answer(exchange, question.answer(exchange))));
    }

    /** What is made when it is asked for, so that GET changes something. */
    private static void make(Router router, OcsEnvelope envelope, String path, Question question) {
        router.at(
                envelope.root() + path,
                EndpointAccess.SIGNED_IN,
                envelope.around(true, exchange -> envelope.answer(exchange, question.answer(exchange))));
    }

    private static void change(Router router, OcsEnvelope envelope, String method, String path, Question question) {
        router.at(
                envelope.root() + path,
                Set.of(method),
                EndpointAccess.SIGNED_IN,
                envelope.around(exchange -> envelope.answer(exchange, question.answer(exchange))));
    }

    private static void read(
            Router router, OcsEnvelope envelope, String path, EndpointAccess access, Question question) {
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

    private void status(HttpExchange exchange) throws IOException {
        exchange.send(
                "application/json; charset=utf-8",
                OcsSerializer.json(capabilities.status()).getBytes(StandardCharsets.UTF_8));
    }

    private Map<String, Object> capabilities(HttpExchange exchange) {
        exchange.header("Vary", "User-Agent");
        return capabilities.all(
                exchange.visitor().map(user -> abilities(exchange)).orElseGet(Abilities::none),
                shares.filter(ShareApi::areKept).isPresent(),
                exchange.header("User-Agent").orElse(""));
    }

    private Abilities abilities(HttpExchange exchange) {
        try {
            return files.abilities(exchange.caller(), Target.path(RelPath.parse("home")));
        } catch (WeftException noHome) {
            return Abilities.none();
        }
    }

    private static Map<String, Object> config(HttpExchange exchange) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("version", "1.7");
        config.put("website", "Weft");
        config.put("host", exchange.authority());
        config.put("contact", "");
        config.put("ssl", Boolean.toString(exchange.isSecure()));
        return config;
    }
}
