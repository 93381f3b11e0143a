/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.appweb;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
import org.weft.kernel.service.Change;
import org.weft.kernel.service.Files;
import org.weft.kernel.service.PutRequest;
import org.weft.kernel.service.ResourceId;
import org.weft.kernel.service.Target;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.app.AppSession;
import org.weft.spi.app.ViewMode;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.RelPath;

/** What web clients ask of apps: which there are, open a file, make a new one. */
public final class AppApi {

    private static final String JSON = "application/json; charset=utf-8";
    private static final Map<String, ViewMode> MODES = Map.of(
            "", ViewMode.INVALID,
            "view", ViewMode.VIEW_ONLY,
            "read", ViewMode.READ_ONLY,
            "write", ViewMode.READ_WRITE,
            "preview", ViewMode.PREVIEW,
            "embedded", ViewMode.EMBEDDED);

    private final Apps apps;
    private final Files files;

    public AppApi(Apps apps, Files files) {
        this.apps = apps;
        this.files = files;
    }

    /** Takes its places in the URL space. */
    public void register(Router router) {
        router.at("/app/list", Access.OPEN, endpoint("GET", this::list));
        router.at("/app/open", Access.SIGNED_IN, endpoint("POST", this::open));
        router.at("/app/new", Access.SIGNED_IN, endpoint("POST", this::create));
        router.at(Apps.CALLBACKS, Access.OWN, new Callbacks(apps));
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
                if (!method.equals("GET")) {
                    requireOurs(exchange);
                }
                exchange.header("Cache-Control", "no-store");
                plain.handle(exchange);
            }

            @Override
            public Errors errors() {
                return new AppErrors();
            }
        };
    }

    /**
     * A browser adds passwords and cookies that it knows to requests of other sites' pages as well, but no other page can set
     * a header. So who comes from elsewhere must show a token in one.
     */
    private static void requireOurs(Exchange exchange) {
        boolean elsewhere = exchange.header("Sec-Fetch-Site").orElse("none").equals("cross-site");
        boolean token = exchange.header("x-access-token").isPresent()
                || exchange.header("Authorization")
                        .filter(value -> value.toLowerCase(Locale.ROOT).startsWith("bearer "))
                        .isPresent();
        if (elsewhere && !token) {
            throw new HttpFailure(403, "a page of another site may not do this without a token");
        }
    }

    private void list(Exchange exchange) throws IOException {
        String agent = exchange.header("User-Agent").orElse("").toLowerCase(Locale.ROOT);
        boolean mobile = agent.contains("mobile") || agent.contains("android") || agent.contains("iphone");
        send(exchange, TypesJson.write(apps.registry().types(), mobile));
    }

    private static void send(Exchange exchange, JsonElement answer) throws IOException {
        exchange.send(JSON, answer.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void open(Exchange exchange) throws IOException {
        Form form = Form.of(exchange);
        Wish wish = new Wish(
                form.text("app_name"), mode(form.text("view_mode")), text(form, "lang"), text(form, "ui_theme"));
        Opening opening =
                apps.open(exchange.caller(), exchange.visitor().orElseThrow().user(), target(form), wish);
        send(exchange, answer(opening));
    }

    private static Optional<String> text(Form form, String field) {
        return form.field(field).filter(value -> !value.isEmpty());
    }

    private static ViewMode mode(String word) {
        ViewMode mode = MODES.get(word);
        if (mode == null) {
            throw new InvalidArgument("view_mode is view, read, write, preview or embedded");
        }
        return mode == ViewMode.INVALID ? ViewMode.READ_WRITE : mode;
    }

    private static Target target(Form form) {
        Optional<String> id = text(form, "file_id");
        if (id.isPresent()) {
            return Target.id(ResourceId.parse(id.get()));
        }
        return Target.path(RelPath.parse(
                text(form, "path").orElseThrow(() -> new InvalidArgument("name the file by file_id or path"))));
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

    private void create(Exchange exchange) throws IOException {
        Form form = Form.of(exchange);
        if (text(form, "template").isPresent()) {
            throw new Unsupported("new files are empty; there are no templates here");
        }
        String folder = text(form, "parent_container_id")
                .orElseThrow(() -> new InvalidArgument("name the folder by parent_container_id"));
        String name = text(form, "filename").orElseThrow(() -> new InvalidArgument("name the new file by filename"));
        Target target =
                Target.id(ResourceId.parse(folder)).resolve(RelPath.root().resolve(name));
        PutRequest request = new PutRequest(
                OptionalLong.of(0),
                Optional.empty(),
                List.of(),
                OnConflict.FAIL,
                Optional.empty(),
                Change.when(Precondition.mustNotExist()));
        try {
            ResourceId made = files.put(exchange.caller(), target, request, new ByteArrayInputStream(new byte[0]))
                    .resource()
                    .id();
            JsonObject answer = new JsonObject();
            answer.addProperty("file_id", made.toString());
            send(exchange, answer);
        } catch (AlreadyExists | PreconditionFailed taken) {
            JsonObject answer = new JsonObject();
            answer.addProperty("code", "RESOURCE_ALREADY_EXISTS");
            answer.addProperty("message", "there is something called '" + name + "' in the folder already");
            exchange.status(403);
            send(exchange, answer);
        }
    }
}
