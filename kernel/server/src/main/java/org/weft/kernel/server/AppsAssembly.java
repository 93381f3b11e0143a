/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.weft.kernel.apps.AppRegistry;
import org.weft.kernel.apps.AppService;
import org.weft.kernel.apps.AppSessionCache;
import org.weft.kernel.apps.AppTypeRule;
import org.weft.kernel.apps.db.AppPreferenceTable;
import org.weft.kernel.apps.db.AppSessionTable;
import org.weft.kernel.identity.GroupNames;
import org.weft.kernel.identity.PrincipalSet;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.identity.signin.AccountStatus;
import org.weft.kernel.runtime.config.AppSection;
import org.weft.kernel.runtime.config.AppTypeSection;
import org.weft.kernel.runtime.config.AppsSection;
import org.weft.kernel.runtime.config.ServerConfig;
import org.weft.kernel.runtime.database.GeneratedSettings;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.runtime.plugin.DriverKind;
import org.weft.kernel.runtime.plugin.PluginHost;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.resource.SiteMediaTypes;
import org.weft.spi.app.AppProvider;

/** Makes the apps. The entries are told to the plugin host before it starts, the services come later. */
final class AppsAssembly {

    private static final String KEY = "app-token-key";
    private static final int KEY_BYTES = 32;

    private final AppsSection section;
    private final List<DriverHandle<AppProvider>> providers = new ArrayList<>();

    AppsAssembly(ServerConfig config, PluginHost plugins) {
        this.section = config.apps();
        for (AppSection app : config.app()) {
            providers.add(plugins.entry(DriverKind.APP, app.name(), app.driver(), app.options()));
        }
    }

    /**
     * @param groups the groups that the configuration names
     * @param accountStatus who is shut out, so that their sessions end
     * @param site the site's URL as clients know it, without a slash at the end
     */
    AppService wire(
            StateDatabase state,
            StorageServices storage,
            Directories directories,
            GroupNames groups,
            AccountStatus accountStatus,
            Clock clock,
            Supplier<String> site) {
        GeneratedSettings settings = new GeneratedSettings(state);
        AppRegistry registry = new AppRegistry(
                providers,
                section.type().stream().map(AppsAssembly::rule).toList(),
                settings,
                PrincipalSet.of(section.admins(), groups));
        return new AppService(
                registry,
                storage,
                new AppSessionCache(new AppSessionTable(state), directories, accountStatus::isShutOut, clock),
                new AppPreferenceTable(state),
                key(settings),
                section.lifetime(),
                site);
    }

    /** The types that the site gives to files; of two for one extension the first counts, as for apps. */
    SiteMediaTypes types() {
        Map<String, String> types = new HashMap<>();
        for (AppTypeSection type : section.type()) {
            if (!type.extension().isEmpty()) {
                types.putIfAbsent(
                        type.extension().toLowerCase(Locale.ROOT),
                        type.mediaType().toLowerCase(Locale.ROOT));
            }
        }
        return new SiteMediaTypes(types);
    }

    private static byte[] key(GeneratedSettings settings) {
        byte[] proposed = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(proposed);
        HexFormat hex = HexFormat.of();
        return hex.parseHex(settings.once(KEY, hex.formatHex(proposed)));
    }

    private static AppTypeRule rule(AppTypeSection type) {
        return new AppTypeRule(
                type.mediaType(),
                type.extension(),
                type.name(),
                type.description(),
                type.icon(),
                type.defaultApp(),
                type.allowCreation());
    }
}
