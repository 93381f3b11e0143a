/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.apps;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.weft.kernel.identity.PrincipalSet;
import org.weft.kernel.identity.ScopeRights;
import org.weft.kernel.runtime.database.GeneratedSettings;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.runtime.plugin.Lease;
import org.weft.kernel.storage.resource.MediaTypes;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.app.AppAction;
import org.weft.spi.app.AppInfo;
import org.weft.spi.app.AppInfo.FileType;
import org.weft.spi.app.AppProvider;
import org.weft.spi.storage.Node;

/**
 * Which apps there are at the moment, and which of them opens what. An app whose plugin or server is away is not among
 * them. Thread-safe.
 */
public final class AppRegistry {

    /** What folders are called among the types of files. */
    static final String FOLDER = "httpd/unix-directory";

    private static final String DEFAULT = "app-default.";

    private final List<DriverHandle<AppProvider>> providers;
    private final List<AppTypeRule> rules;
    private final GeneratedSettings settings;
    private final PrincipalSet admins;

    /**
     * @param providers in the order of the configuration, in which apps are offered
     * @param settings where defaults are kept that were chosen while the server ran
     * @param admins who may choose them
     */
    public AppRegistry(
            List<DriverHandle<AppProvider>> providers,
            List<AppTypeRule> rules,
            GeneratedSettings settings,
            PrincipalSet admins) {
        this.providers = List.copyOf(providers);
        this.rules = List.copyOf(rules);
        this.settings = settings;
        this.admins = admins;
    }

    /** Whether the site has any, now or at other times. */
    public boolean isEmpty() {
        return providers.isEmpty();
    }

    /** All apps that can be used now. */
    public List<OfferedApp> apps() {
        List<OfferedApp> apps = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        for (DriverHandle<AppProvider> provider : providers) {
            try (Lease<AppProvider> lease = provider.acquire()) {
                for (AppInfo info : lease.driver().apps()) {
                    if (!info.name().isEmpty() && names.add(info.name())) {
                        apps.add(new OfferedApp(provider.instance(), info));
                    }
                }
            } catch (Unavailable away) {
                // Its plugin is missing or being replaced; the operator's list of plugins tells.
            }
        }
        return apps;
    }

    List<DriverHandle<AppProvider>> providers() {
        return providers;
    }

    DriverHandle<AppProvider> provider(String instance) {
        return providers.stream()
                .filter(handle -> handle.instance().equals(instance))
                .findFirst()
                .orElseThrow(() -> new NotFound("there is no app provider '" + instance + "'"));
    }

    /** The type of a file, as the site sees it. */
    public String typeOf(Node node) {
        if (node.isFolder()) {
            return FOLDER;
        }
        return rule(extension(node.name())).map(AppTypeRule::mediaType).orElseGet(() -> MediaTypes.of(node));
    }

    private Optional<AppTypeRule> rule(String extension) {
        return rules.stream()
                .filter(rule -> !extension.isEmpty() && rule.extension().equals(extension))
                .findFirst();
    }

    static String extension(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    private String typeOf(FileType type) {
        if (!type.mediaType().isEmpty()) {
            return type.mediaType();
        }
        String extension = type.extension().toLowerCase(Locale.ROOT);
        return rule(extension).map(AppTypeRule::mediaType).orElseGet(() -> MediaTypes.ofName("x." + extension));
    }

    /** What an app can do with a file; nothing when it can't open it. */
    Set<AppAction> actions(AppInfo app, Node node) {
        Set<AppAction> actions = new TreeSet<>();
        String wanted = typeOf(node);
        String extension = extension(node.name());
        for (FileType type : app.types()) {
            boolean fits = type.extension().isEmpty()
                    ? typeOf(type).equals(wanted)
                    : type.extension().equalsIgnoreCase(extension);
            if (fits) {
                actions.addAll(type.actions());
            }
        }
        return actions;
    }

    /** The apps that open a type, the default first. */
    public List<OfferedApp> of(String mediaType) {
        return preferred(
                mediaType,
                apps().stream().filter(app -> opens(app.info(), mediaType)).toList());
    }

    /** The apps that open a file, the default of its type first. */
    public List<OfferedApp> of(Node node) {
        return preferred(
                typeOf(node),
                apps().stream()
                        .filter(app -> !actions(app.info(), node).isEmpty())
                        .toList());
    }

    /** Tells of which files some app opens them, as it is now; for many files at once. */
    public Predicate<Node> opened() {
        List<OfferedApp> now = apps();
        return node -> now.stream().anyMatch(app -> !actions(app.info(), node).isEmpty());
    }

    private boolean opens(AppInfo app, String mediaType) {
        return app.types().stream().anyMatch(type -> typeOf(type).equals(mediaType));
    }

    private List<OfferedApp> preferred(String mediaType, List<OfferedApp> apps) {
        Optional<String> chosen = chosen(mediaType);
        List<OfferedApp> order = new ArrayList<>(apps);
        order.sort((one, other) -> Boolean.compare(isNamed(other, chosen), isNamed(one, chosen)));
        return order;
    }

    private static boolean isNamed(OfferedApp app, Optional<String> name) {
        return name.filter(app.info().name()::equals).isPresent();
    }

    private Optional<String> chosen(String mediaType) {
        return settings.get(DEFAULT + mediaType)
                .or(() -> rules.stream()
                        .filter(rule -> rule.mediaType().equals(mediaType))
                        .findFirst()
                        .flatMap(AppTypeRule::defaultApp));
    }

    /**
     * The app that opens a type unless people choose another.
     *
     * @throws NotFound when none does
     */
    public OfferedApp defaultOf(String mediaType) {
        return of(mediaType).stream()
                .findFirst()
                .orElseThrow(() -> new NotFound("no app opens files of the type " + mediaType));
    }

    /**
     * Chooses it, for everybody.
     *
     * @throws Forbidden when the caller is not among the site's app admins
     * @throws NotFound when no such app opens the type
     */
    public void setDefault(Caller caller, String mediaType, String app) {
        ScopeRights.requireChanges(caller);
        if (!admins.contains(caller)) {
            throw new Forbidden("the site's configuration does not let you choose apps for everybody");
        }
        if (of(mediaType).stream().noneMatch(offered -> offered.info().name().equals(app))) {
            throw new NotFound("no app called '" + app + "' opens files of the type " + mediaType);
        }
        settings.set(DEFAULT + mediaType, app);
    }

    /** All types that some app opens: those of the site's configuration first, in their order. */
    public List<AppFileType> types() {
        Map<String, AppTypeRule> known = new LinkedHashMap<>();
        rules.forEach(rule -> known.putIfAbsent(rule.mediaType(), rule));
        Map<String, List<OfferedApp>> apps = new LinkedHashMap<>();
        known.keySet().forEach(type -> apps.put(type, new ArrayList<>()));
        Set<String> created = new TreeSet<>();
        for (OfferedApp app : apps()) {
            for (FileType type : app.info().types()) {
                String mediaType = typeOf(type);
                if (mediaType.equals(MediaTypes.UNKNOWN)) {
                    continue;
                }
                known.computeIfAbsent(mediaType, name -> AppTypeRule.plain(name, type.extension()));
                List<OfferedApp> offered = apps.computeIfAbsent(mediaType, name -> new ArrayList<>());
                if (!offered.contains(app)) {
                    offered.add(app);
                }
                if (type.actions().contains(AppAction.CREATE)) {
                    created.add(mediaType);
                }
            }
        }
        List<AppFileType> types = new ArrayList<>();
        apps.forEach((mediaType, offered) -> {
            AppTypeRule rule = known.get(mediaType);
            if (!offered.isEmpty() && rule != null) {
                types.add(new AppFileType(rule, preferred(mediaType, offered), created.contains(mediaType)));
            }
        });
        return types;
    }
}
