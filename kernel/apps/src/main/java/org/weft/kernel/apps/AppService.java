/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.apps;

import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.apps.AppSessionCache.Live;
import org.weft.kernel.apps.db.AppPreferenceTable;
import org.weft.kernel.apps.db.AppSessionTable.Row;
import org.weft.kernel.identity.token.ScopeCodec;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.runtime.plugin.Lease;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.TraceId;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.app.AppAction;
import org.weft.spi.app.AppProvider;
import org.weft.spi.app.AppSession;
import org.weft.spi.app.AppSessions;
import org.weft.spi.app.FileAccess;
import org.weft.spi.app.OpenRequest;
import org.weft.spi.app.ViewMode;
import org.weft.spi.http.Exchange;
import org.weft.spi.http.HttpExtension;
import org.weft.spi.identity.User;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.Right;

/** Opens files in apps, and lets the apps come back for them. Thread-safe. */
public final class AppService {

    /** Where apps call back: this, a slash, and the instance's name. */
    public static final String CALLBACKS = "/apps/x";

    /** How often {@link #tend} is called. */
    public static final Duration TENDED = Duration.ofSeconds(5);

    private static final TraceId TENDING = new TraceId("apps");

    private static final Logger LOG = LoggerFactory.getLogger(AppService.class);

    private final AppRegistry registry;
    private final FileService files;
    private final SessionFileAccess.Parts parts;
    private final Duration lifetime;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param key signs tokens; the same on every node and after every restart
     * @param lifetime how long a session lasts at most
     * @param site the site's URL as clients know it, without a slash at the end
     */
    public AppService(
            AppRegistry registry,
            StorageServices storage,
            AppSessionCache sessions,
            AppPreferenceTable preferences,
            byte[] key,
            Duration lifetime,
            Supplier<String> site) {
        this.registry = registry;
        this.files = storage.files();
        this.lifetime = lifetime;
        this.parts = new SessionFileAccess.Parts(
                files, storage.copies(), storage.locks(), sessions, new AppTokens(key), preferences, site);
    }

    public AppRegistry registry() {
        return registry;
    }

    /** The site's URL as clients know it, without a slash at the end. */
    public String site() {
        return parts.site().get();
    }

    /** The sessions that go on. */
    public AppSessionCache sessions() {
        return parts.sessions();
    }

    /**
     * Opens a file or folder.
     *
     * @param user the caller, with names
     * @throws NotFound when there is no such file or no such app, or the app does not open files of this type
     * @throws Forbidden when the user may not read the file
     * @throws Unavailable when the app can't be reached
     */
    public OpenedApp open(Caller caller, User user, Target target, AppLaunch launch) {
        Resource file = file(caller, target);
        OfferedApp app = choose(file, launch.app());
        Lowered lowered = lowered(file, app, launch.mode());
        Row row = row(caller, user, app, lowered.mode(), launch.until());
        Live live = new Live(row, user, caller.groups(), caller.scopes());
        SessionFileAccess access = new SessionFileAccess(parts, id -> live, row.id(), file.id(), caller.trace());
        AppSession session = ask(app, request(access, live, launch), access);
        ViewMode mode = least(lowered.mode(), session.mode());
        parts.sessions().begin(in(row, mode));
        LOG.atInfo()
                .addKeyValue("user", user.id())
                .addKeyValue("app", app.info().name())
                .addKeyValue("file", file.id())
                .addKeyValue("mode", mode)
                .log("file-opened-in-app");
        String reason = lowered.reason().isEmpty() ? session.reason() : lowered.reason();
        return new OpenedApp(file, app.info().name(), session, reason, lowered.editor());
    }

    /**
     * The file, for who wants something else of it when it does not open.
     *
     * @throws NotFound when there is no such file
     * @throws Forbidden when the user may not read it
     */
    public Resource file(Caller caller, Target target) {
        Resource file = files.stat(caller, target, new StatSpec(true, false, false, Set.of()));
        if (!file.rights().has(file.isFolder() ? Right.LIST_CONTAINER : Right.DOWNLOAD)) {
            throw new Forbidden("you may not read this file");
        }
        return file;
    }

    private OfferedApp choose(Resource file, String name) {
        List<OfferedApp> fit = registry.of(file.node());
        if (name.isEmpty()) {
            return fit.stream()
                    .findFirst()
                    .orElseThrow(() -> new NotFound(
                            "no app that is there now opens files of the type " + registry.typeOf(file.node())));
        }
        return fit.stream()
                .filter(app -> app.info().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NotFound("there is no app called '" + name + "' that opens this file now"));
    }

    /** A mode, and why it is no more. */
    private record Lowered(ViewMode mode, String reason, String editor) {}

    private Lowered lowered(Resource file, OfferedApp app, ViewMode asked) {
        ViewMode wanted = asked == ViewMode.INVALID ? ViewMode.READ_WRITE : asked;
        if (!wanted.mayWrite()) {
            return new Lowered(wanted, "", "");
        }
        boolean choice = asked != ViewMode.INVALID;
        if (!file.rights().has(Right.UPLOAD)) {
            return new Lowered(ViewMode.READ_ONLY, choice ? "you may not change this file" : "", "");
        }
        String name = app.info().name();
        if (!registry.actions(app.info(), file.node()).contains(AppAction.EDIT)) {
            return new Lowered(ViewMode.READ_ONLY, choice ? name + " only shows files of this type" : "", "");
        }
        for (Lock lock : file.locks()) {
            if (lock.app().filter(name::equals).isEmpty()) {
                String by = lock.app().orElse("another program");
                return new Lowered(
                        ViewMode.READ_ONLY,
                        "it is being edited in " + by,
                        lock.app().orElse(""));
            }
        }
        return new Lowered(wanted, "", "");
    }

    private static ViewMode least(ViewMode ours, ViewMode theirs) {
        return ours.mayWrite() && theirs != ViewMode.INVALID ? theirs : ours;
    }

    private Row row(Caller caller, User user, OfferedApp app, ViewMode mode, Optional<Instant> until) {
        byte[] id = new byte[16];
        random.nextBytes(id);
        Instant latest = parts.sessions().now().plus(lifetime);
        return new Row(
                HexFormat.of().formatHex(id),
                app.instance(),
                app.info().name(),
                user.id(),
                user.username(),
                user.displayName(),
                user.mail(),
                parts.sessions().isKnown(user.id()),
                ScopeCodec.write(caller.scopes()),
                mode.name(),
                until.filter(latest::isAfter).orElse(latest));
    }

    private static Row in(Row first, ViewMode mode) {
        return new Row(
                first.id(),
                first.instance(),
                first.app(),
                first.user(),
                first.username(),
                first.displayName(),
                first.mail(),
                first.known(),
                first.scopes(),
                mode.name(),
                first.expires());
    }

    private OpenRequest request(SessionFileAccess access, Live live, AppLaunch launch) {
        return new OpenRequest(
                live.row().app(),
                live.user(),
                access.stat(),
                live.mode(),
                access.newSession().token(),
                live.row().expires(),
                URI.create(parts.site().get() + CALLBACKS + '/' + live.row().instance()),
                launch.language(),
                launch.theme());
    }

    private AppSession ask(OfferedApp app, OpenRequest request, SessionFileAccess access) {
        try (Lease<AppProvider> lease = registry.provider(app.instance()).acquire()) {
            return lease.driver().open(request, access);
        } catch (IOException away) {
            LOG.atWarn()
                    .addKeyValue("app", app.info().name())
                    .addKeyValue("reason", String.valueOf(away.getMessage()))
                    .log("app-unavailable");
            throw new Unavailable(app.info().name() + " can't be reached at the moment; try again later", away);
        }
    }

    /**
     * Hands a request of an app to the plugin that opened it.
     *
     * @param watch is given what throws once the session is over that the request was found to be of
     * @throws NotFound when there is no such instance, or it takes no requests
     */
    public void callback(String instance, Exchange exchange, Consumer<Runnable> watch) throws IOException {
        try (Lease<AppProvider> lease = registry.provider(instance).acquireForTransfer()) {
            AppSessions sessions = token -> {
                Optional<FileAccess> access = find(instance, token, exchange.trace());
                access.ifPresent(found -> watch.accept(() -> parts.sessions().require(found.session())));
                return access;
            };
            HttpExtension extension = lease.driver()
                    .http(sessions)
                    .orElseThrow(() -> new NotFound("the app provider '" + instance + "' takes no requests"));
            extension.handle(exchange);
        }
    }

    /** Lets the providers do what no request asks for; call it every few seconds, one call after the other. */
    public void tend() {
        for (DriverHandle<AppProvider> provider : registry.providers()) {
            String instance = provider.instance();
            try (Lease<AppProvider> lease = provider.acquire()) {
                lease.driver().tend(token -> find(instance, token, TENDING));
            } catch (Unavailable away) {
                // Its plugin is missing or being replaced; the operator's list of plugins tells.
            } catch (IOException | WeftException failure) {
                LOG.atWarn()
                        .addKeyValue("provider", instance)
                        .addKeyValue("reason", String.valueOf(failure.getMessage()))
                        .log("app-not-tended");
            }
        }
    }

    /** The access that a token gives to the instance it was made for; empty when it gives none. */
    public Optional<FileAccess> find(String instance, String token, TraceId trace) {
        return parts.tokens()
                .read(token)
                .filter(shown -> parts.sessions()
                        .find(shown.session())
                        .filter(live -> live.row().instance().equals(instance))
                        .isPresent())
                .map(shown ->
                        new SessionFileAccess(parts, parts.sessions()::require, shown.session(), shown.node(), trace));
    }
}
