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
import org.weft.kernel.apps.Apps;
import org.weft.kernel.apps.Opening;
import org.weft.kernel.apps.Wish;
import org.weft.kernel.http.Access;
import org.weft.kernel.http.Endpoint;
import org.weft.kernel.http.Errors;
import org.weft.kernel.http.Exchange;
import org.weft.kernel.http.Form;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.http.Router;
import org.weft.kernel.sharing.link.LinkDoor;
import org.weft.kernel.storage.Completions;
import org.weft.kernel.storage.copy.CopyService;
import org.weft.kernel.storage.files.Files;
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

    private final Apps apps;
    private final Files files;
    private final CopyService copies;
    private final LinkDoor links;

    /** @param links lets in visitors of public links */
    public AppApi(Apps apps, Completions completions, LinkDoor links) {
        this.apps = apps;
        this.files = completions.files();
        this.copies = completions.copies();
        this.links = links;
    }

    /** Takes its places in the URL space. */
    public void register(Router router) {
        router.at("/app/list", Access.OPEN, endpoint("GET", this::list));
        router.at("/app/open", Access.SIGNED_IN, endpoint("POST", this::open));
        router.at("/app/new", Access.SIGNED_IN, endpoint("POST", new NewFile(files, copies, links)::create));
        router.at("/app/notify", Access.SIGNED_IN, endpoint("POST", this::told));
        router.at(Apps.CALLBACKS, Access.TOKEN, new Callbacks(apps));
    }

    private static Endpoint endpoint(String method, Endpoint plain) {
        return new Endpoint() {
            @Override
            public void handle(Exchange exchange) throws IOException {
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
            public Access access(Exchange exchange, Access registered) {
                boolean link =
                        registered == Access.SIGNED_IN && Opener.link(exchange).isPresent();
                return link ? Access.OWN : registered;
            }

            @Override
            public Errors errors() {
                return new AppErrors();
            }
        };
    }

    private void list(Exchange exchange) throws IOException {
        String agent = exchange.header("User-Agent").orElse("").toLowerCase(Locale.ROOT);
        boolean mobile = agent.contains("mobile") || agent.contains("android") || agent.contains("iphone");
        send(exchange, TypesJson.write(apps.registry().types(), mobile));
    }

    static void send(Exchange exchange, JsonElement answer) throws IOException {
        exchange.send(JSON, answer.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void open(Exchange exchange) throws IOException {
        Form form = Form.of(exchange);
        Wish wish = new Wish(
                form.text("app_name"), mode(form.text("view_mode")), text(form, "lang"), text(form, "ui_theme"));
        Opener opener = Opener.of(exchange, links);
        Opening opening =
                apps.open(opener.caller(), opener.user(), target(form, opener.top()), wish.until(opener.until()));
        send(exchange, answer(opening));
    }

    static Optional<String> text(Form form, String field) {
        return form.field(field).filter(value -> !value.isEmpty());
    }

    private static ViewMode mode(String word) {
        ViewMode mode = MODES.get(word);
        if (mode == null) {
            throw new InvalidArgument("view_mode is view, read, write, preview or embedded");
        }
        return mode == ViewMode.INVALID ? ViewMode.READ_WRITE : mode;
    }

    private static Target target(Form form, Target top) {
        Optional<String> id = text(form, "file_id");
        if (id.isPresent()) {
            return Target.id(ResourceId.parse(id.get()));
        }
        return top.resolve(RelPath.parse(
                text(form, "path").orElseThrow(() -> new InvalidArgument("name the file by file_id or path"))));
    }

    /** A web client tells how the opening went, for the operator's log. */
    private void told(Exchange exchange) throws IOException {
        Form form = Form.of(exchange);
        Opener opener = Opener.of(exchange, links);
        boolean failed = !form.text("failure").isEmpty();
        LOG.atLevel(failed ? Level.WARN : Level.INFO)
                .addKeyValue("user", opener.user().id())
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

    private static JsonObject answer(Opening opening) {
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
