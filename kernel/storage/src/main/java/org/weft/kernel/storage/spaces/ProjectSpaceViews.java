/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.spaces;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.identity.ScopeRights;
import org.weft.kernel.storage.db.ProjectRow;
import org.weft.kernel.storage.db.ProjectTable;
import org.weft.kernel.storage.mount.DriverCalls;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.namespace.Location;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.kernel.storage.namespace.TreeFolders;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.StorageDriver;

/** Project spaces as those who are in them, or manage them, see them. Thread-safe. */
final class ProjectSpaceViews {

    private final Namespace namespace;
    private final ProjectTable table;
    private final SpaceRules rules;

    ProjectSpaceViews(Namespace namespace, ProjectTable table, SpaceRules rules) {
        this.namespace = namespace;
        this.table = table;
        this.rules = rules;
    }

    /** Whether the caller signed in for everything, and so may make and change spaces. */
    static boolean canChange(Caller caller) {
        return ScopeRights.scope(caller).equals(Rights.all());
    }

    /** Whether the caller looks after all spaces of the site. */
    boolean isAdmin(Caller caller) {
        return canChange(caller) && rules.admins().contains(caller);
    }

    /** Whether the caller may change or delete a space. */
    boolean manages(Caller caller, ProjectRow stored) {
        return canChange(caller) && (namespace.projects().manages(caller, stored) || isAdmin(caller));
    }

    /**
     * Pushes the project spaces that the caller is in, by name; disabled ones only to those who manage them.
     *
     * @param all whether those of others are pushed too, which only administrators of spaces see
     * @param after behind the space of this name
     * @param down receives the names of storages that did not answer
     */
    void list(Caller caller, boolean all, String after, Sink<SpaceView> sink, List<String> down) {
        boolean everyones = all && isAdmin(caller);
        String last = after;
        List<ProjectRow> page;
        do {
            page = everyones ? table.page(last) : table.page(caller.effectiveUser(), caller.groups(), last);
            for (ProjectRow stored : page) {
                last = stored.name();
                Optional<SpaceView> seen = visible(caller, stored, everyones, down);
                if (seen.isPresent() && !sink.accept(seen.get())) {
                    return;
                }
            }
        } while (page.size() == ProjectTable.PAGE);
    }

    private Optional<SpaceView> visible(Caller caller, ProjectRow stored, boolean everyones, List<String> down) {
        Optional<Mount> mount = namespace.table().withId(stored.key().storage());
        boolean mayKnow = everyones
                || (stored.disabled().isPresent()
                        ? manages(caller, stored)
                        : namespace.projects().include(caller, stored));
        if (mount.isEmpty() || !mayKnow) {
            return Optional.empty();
        }
        try {
            return Optional.of(DriverCalls.run(mount.get(), driver -> seen(caller, mount.get(), driver, stored)));
        } catch (WeftException.Unavailable | WeftException.Timeout failure) {
            if (!down.contains(mount.get().name())) {
                down.add(mount.get().name());
            }
            return Optional.empty();
        } catch (NotFound gone) {
            return Optional.empty();
        }
    }

    /** One project space, if the caller may know of it. */
    Optional<SpaceView> find(Caller caller, SpaceKey key) {
        return table.get(key).flatMap(stored -> visible(caller, stored, isAdmin(caller), new ArrayList<>()));
    }

    SpaceView seen(Caller caller, Mount mount, StorageDriver driver, ProjectRow stored) throws IOException {
        Optional<Resource> root = root(caller, driver, stored);
        boolean open = root.filter(top -> top.rights().has(Right.GET_QUOTA)).isPresent();
        ProjectRow.Words words = stored.words();
        return new SpaceView(
                SpaceView.Kind.PROJECT,
                stored.name(),
                Optional.of(stored.owner()),
                new ResourceId(mount.storageId(), stored.key().space(), stored.root()),
                TreeFolders.PROJECTS.resolve(stored.name()),
                root,
                open ? driver.quota(caller, Ref.id(stored.key().space(), stored.root())) : Quota.unknown(),
                new SpaceDescription(words.alias(), words.description(), words.readme(), words.thumbnail()),
                stored.disabled());
    }

    private Optional<Resource> root(Caller caller, StorageDriver driver, ProjectRow stored) throws IOException {
        try {
            Location location = namespace.inProject(caller, stored, RelPath.root());
            return Optional.of(location.toResource(driver.stat(caller, location.ref()), Right.STAT));
        } catch (NotFound closed) {
            return Optional.empty();
        }
    }
}
