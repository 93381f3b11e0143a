/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.apps.http;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.weft.kernel.apps.AppLaunch;
import org.weft.kernel.apps.AppService;
import org.weft.kernel.apps.OpenedApp;
import org.weft.kernel.http.Endpoint;
import org.weft.kernel.http.EndpointAccess;
import org.weft.kernel.http.ErrorWriter;
import org.weft.kernel.http.FormFields;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.http.Router;
import org.weft.kernel.sharing.link.LinkAuthenticator;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.copy.CopyService;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.app.AppSession;
import org.weft.spi.app.ViewMode;
import org.weft.spi.storage.RelPath;

/** What web clients ask of apps: which there are, open a file, make a new one. */
public final class AppApi {

    private static final Logger LOG = LoggerFactory.getLogger(AppApi.class);
    private static final String JSON = "application/json; charset=utf-8";
    private static final int LONGEST_TOLD = 200;

    private static final Map<String, ViewMode> MODES = Map.of(
            "", ViewMode.INVALID,
            "view", ViewMode.VIEW_ONLY,
            "read", ViewMode.READ_ONLY,
            "write", ViewMode.READ_WRITE,
            "preview", ViewMode.PREVIEW,
            "embedded", ViewMode.EMBEDDED);

    private final AppService apps;
    private final FileService files;
    private final CopyService copies;
    private final LinkAuthenticator links;

    /** @param links lets in visitors of public links */
    public AppApi(AppService apps, StorageServices storage, LinkAuthenticator links) {
        this.apps = apps;
        this.files = storage.files();
        this.copies = storage.copies();
        this.links = links;
    }

    /** Takes its places in the URL space. */
    public void register(Router router) {
        router.at("/app/list", EndpointAccess.OPEN, endpoint("GET", this::list));
        router.at("/app/open", EndpointAccess.SIGNED_IN, endpoint("POST", this::open));
        router.at("/app/new", EndpointAccess.SIGNED_IN, endpoint("POST", new NewAppFile(files, copies, links)::create));
        router.at("/app/notify", EndpointAccess.SIGNED_IN, endpoint("POST", this::told));
        router.at(AppService.CALLBACKS, EndpointAccess.TOKEN, new AppCallbackEndpoint(apps));
    }

    private static Endpoint endpoint(String method, Endpoint plain) {
        return new Endpoint() {
            @Override
            public void handle(HttpExchange exchange) throws IOException {
                if (!exchange.below().isEmpty()) {
                    throw new HttpFailure(404, "there is nothing at this path");
                }
                if (!exchange.method().equals(method)
                        && !(method.equals("GET") && exchange.method().equals("HEAD"))) {
                    exchange.header("Allow", method);
                    throw new HttpFailure(405, exchange.method() + " has no meaning at this address");
                }
                exchange.header("Cache-Control", "no-store");
                plain.handle(exchange);
            }

            @Override
            public EndpointAccess access(HttpExchange exchange, EndpointAccess registered) {
                boolean link = registered == EndpointAccess.SIGNED_IN
                        && AppUser.link(exchange).isPresent();
                return link ? EndpointAccess.OWN : registered;
            }

            @Override
            public ErrorWriter errors() {
                return new AppErrors();
            }
        };
    }

    private void list(HttpExchange exchange) throws IOException {
        String agent = exchange.header("User-Agent").orElse("").toLowerCase(Locale.ROOT);
        boolean mobile = agent.contains("mobile") || agent.contains("android") || agent.contains("iphone");
        send(exchange, AppTypesJson.write(apps.registry().types(), mobile));
    }

    static void send(HttpExchange exchange, JsonElement answer) throws IOException {
        exchange.send(JSON, answer.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void open(HttpExchange exchange) throws IOException {
        FormFields form = FormFields.of(exchange);
        AppLaunch launch = new AppLaunch(
                form.text("app_name"), mode(form.text("view_mode")), text(form, "lang"), text(form, "ui_theme"));
        AppUser user = AppUser.of(exchange, links);
        OpenedApp opening = apps.open(user.caller(), user.user(), target(form, user.top()), launch.until(user.until()));
        send(exchange, answer(opening));
    }

    static Optional<String> text(FormFields form, String field) {
        return form.field(field).filter(value -> !value.isEmpty());
    }

    private static ViewMode mode(String word) {
        ViewMode mode = MODES.get(word);
        if (mode == null) {
            throw new InvalidArgument("view_mode is view, read, write, preview or embedded");
        }
        return mode == ViewMode.INVALID ? ViewMode.READ_WRITE : mode;
    }

    private static Target target(FormFields form, Target top) {
        Optional<String> id = text(form, "file_id");
        if (id.isPresent()) {
            return Target.id(ResourceId.parse(id.get()));
        }
        return top.resolve(RelPath.parse(
                text(form, "path").orElseThrow(() -> new InvalidArgument("name the file by file_id or path"))));
    }

    /** A web client tells how the opening went, for the operator's log. */
    private void told(HttpExchange exchange) throws IOException {
        FormFields form = FormFields.of(exchange);
        AppUser user = AppUser.of(exchange, links);
        boolean failed = !form.text("failure").isEmpty();
        LOG.atLevel(failed ? Level.WARN : Level.INFO)
                .addKeyValue("user", user.user().id())
                .addKeyValue("app", shown(form.text("app_name")))
                .addKeyValue("file", shown(form.text("file_id")))
                .addKeyValue("reason", shown(form.text("failure")))
                .log(failed ? "app-failed" : "app-shown");
        send(exchange, new JsonObject());
    }

    /** What a client says, short enough for a log. */
    private static String shown(String text) {
        return text.length() <= LONGEST_TOLD ? text : text.substring(0, LONGEST_TOLD) + '…';
    }

    private static JsonObject answer(OpenedApp opening) {
        AppSession session = opening.session();
        JsonObject json = new JsonObject();
        json.addProperty("app_url", session.url().toString());
        json.addProperty("method", session.method());
        json.add("form_parameters", map(session.form()));
        json.add("headers", session.headers().isEmpty() ? JsonNull.INSTANCE : map(session.headers()));
        json.addProperty("target", session.target().name().toLowerCase(Locale.ROOT));
        json.addProperty("forced_viewmode_reason", opening.reason());
        json.addProperty("app_for_editing", opening.editor());
        return json;
    }

    private static JsonObject map(Map<String, String> values) {
        JsonObject json = new JsonObject();
        values.forEach(json::addProperty);
        return json;
    }
}
