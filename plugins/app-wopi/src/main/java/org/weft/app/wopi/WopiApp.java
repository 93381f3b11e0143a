/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.weft.app.wopi.Discovery.Action;
import org.weft.app.wopi.WopiConfig.Product;
import org.weft.spi.DriverContext;
import org.weft.spi.Health;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.app.AppInfo;
import org.weft.spi.app.AppProvider;
import org.weft.spi.app.AppSession;
import org.weft.spi.app.AppSessions;
import org.weft.spi.app.FileAccess;
import org.weft.spi.app.OpenRequest;
import org.weft.spi.app.ViewMode;
import org.weft.spi.http.HttpExtension;

/** One application that speaks WOPI. Thread-safe. */
final class WopiApp implements AppProvider {

    private final WopiConfig config;
    private final DiscoveryWatch watch;
    private final WopiHost.Parts parts;

    WopiApp(WopiConfig config, DriverContext context) {
        this.config = config;
        this.watch = new DiscoveryWatch(config, context);
        this.parts = new WopiHost.Parts(config, new ProofCheck(config.proofs(), watch, context.clock()));
    }

    /** An application that is down is no reason not to start: it is looked for until it is there. */
    @Override
    public void start() {
        watch.start();
    }

    @Override
    public Health health() {
        return watch.current().isPresent() ? Health.up() : Health.down(watch.trouble());
    }

    @Override
    public List<AppInfo> apps() {
        return watch.current().map(this::info).stream().toList();
    }

    private AppInfo info(Discovery discovery) {
        AppInfo.Builder info = AppInfo.builder(config.title())
                .product(config.product().title())
                .desktopOnly(config.desktopOnly())
                .types(discovery.types());
        config.icon().ifPresent(info::icon);
        return info.build();
    }

    @Override
    public AppSession open(OpenRequest request, FileAccess files) throws IOException {
        if (!request.app().equals(config.title())) {
            throw new NotFound("there is no application '" + request.app() + "' here");
        }
        Discovery discovery =
                watch.current().orElseThrow(() -> new IOException("it never answered: " + watch.trouble()));
        String name = request.node().name();
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        Action action = discovery
                .find(extension, actions(request))
                .orElseThrow(() -> new Unsupported(config.title() + " does not open files like '" + name + "'"));
        watch.requireThere();
        String source = Links.of(config, request.endpoint()).source(files);
        Map<String, String> form = new LinkedHashMap<>();
        form.put("access_token", request.token());
        form.put("access_token_ttl", Long.toString(request.expires().toEpochMilli()));
        request.theme()
                .filter(theme -> config.product() == Product.COLLABORA && theme.matches("dark|light"))
                .ifPresent(theme -> form.put("ui_defaults", "UITheme=" + theme));
        ViewMode mode = request.mode();
        if (mode.mayWrite() && action.name().equals("view")) {
            mode = ViewMode.READ_ONLY;
        }
        AppSession session = AppSession.post(ActionUrl.of(action.url(), config.product(), source, request), form, mode);
        return mode == request.mode() ? session : session.because(config.title() + " only shows files of this type");
    }

    private static List<String> actions(OpenRequest request) {
        return switch (request.mode()) {
            case READ_WRITE, PREVIEW ->
                request.node().size() == 0 ? List.of("editnew", "edit", "view") : List.of("edit", "view");
            case EMBEDDED -> List.of("embedview", "view", "edit");
            case VIEW_ONLY, READ_ONLY, INVALID -> List.of("view", "edit");
        };
    }

    @Override
    public Optional<HttpExtension> http(AppSessions sessions) {
        return Optional.of(new WopiHost(parts, sessions));
    }

    @Override
    public void close() {
        watch.close();
    }
}
