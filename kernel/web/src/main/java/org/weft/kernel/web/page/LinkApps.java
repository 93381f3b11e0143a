/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;
import org.weft.kernel.apps.AppLaunch;
import org.weft.kernel.apps.AppService;
import org.weft.kernel.apps.OfferedApp;
import org.weft.kernel.apps.OpenedApp;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;

/** Opens the files of a public link in apps, for visitors without an account. */
public final class LinkApps {

    private final AppService apps;

    public LinkApps(AppService apps) {
        this.apps = apps;
    }

    /** Tells which of many files can be opened in an app that is there now. */
    Predicate<Resource> opened() {
        if (apps.registry().isEmpty()) {
            return file -> false;
        }
        Predicate<org.weft.spi.storage.Node> opened = apps.registry().opened();
        return file -> isReadable(file) && opened.test(file.node());
    }

    private static boolean isReadable(Resource file) {
        return !file.isFolder()
                && file.node().kind() != Kind.SYMLINK
                && file.rights().has(Right.DOWNLOAD);
    }

    /** The name of the app that opens a file; empty when there is none. */
    Optional<String> app(Resource file) {
        if (apps.registry().isEmpty() || !isReadable(file)) {
            return Optional.empty();
        }
        return apps.registry().of(file.node()).stream()
                .findFirst()
                .map(OfferedApp::info)
                .map(info -> info.name());
    }

    private static AppExits ways(LinkRequest visit, RelPath path) {
        return path.isRoot()
                ? new AppExits(visit.url(), visit.url() + "/download")
                : new AppExits(
                        visit.url() + '?' + LinkFolderPage.query(path.parent()),
                        visit.url() + "/download?" + LinkFolderPage.query(path));
    }

    /** Shows the page with the app; its session ends with the link. */
    void open(LinkRequest visit, RelPath path) throws IOException {
        AppLaunch launch =
                AppFrame.wish(visit.exchange()).until(visit.link().link().expires());
        Target target = visit.target(path);
        OpenedApp opening;
        try {
            opening = apps.open(visit.caller(), visit.link().admitted().user(), target, launch);
        } catch (NotFound | Unavailable | Unsupported unopened) {
            ways(visit, path).instead(visit.exchange(), apps.file(visit.caller(), target), unopened);
            return;
        }
        AppFrame.show(visit.exchange(), opening, ways(visit, path));
    }
}
