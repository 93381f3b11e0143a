/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.identity.ScopeRights;
import org.weft.kernel.storage.db.ProjectRow;
import org.weft.kernel.storage.db.ProjectTable;
import org.weft.spi.Caller;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** Who is in which project space. Thread-safe. */
public final class ProjectMemberships {

    private final Optional<ProjectTable> table;
    private final GrantCache grants;

    private ProjectMemberships(Optional<ProjectTable> table, GrantCache grants) {
        this.table = table;
        this.grants = grants;
    }

    /** As a table and a book of grants tell. */
    public static ProjectMemberships in(ProjectTable table, GrantCache grants) {
        return new ProjectMemberships(Optional.of(table), grants);
    }

    /** For a site without project spaces. */
    public static ProjectMemberships none() {
        return new ProjectMemberships(Optional.empty(), GrantCache.none());
    }

    /** The project spaces that the caller is in, by name. */
    public List<ProjectRow> of(Caller caller) {
        List<ProjectRow> all = new ArrayList<>();
        if (table.isEmpty() || !ScopeRights.isUser(caller)) {
            return all;
        }
        List<ProjectRow> page;
        String last = "";
        do {
            page = table.get().page(caller.effectiveUser(), caller.groups(), last);
            for (ProjectRow stored : page) {
                last = stored.name();
                if (stored.disabled().isEmpty() && include(caller, stored)) {
                    all.add(stored);
                }
            }
        } while (page.size() == ProjectTable.PAGE);
        return all;
    }

    public boolean hasAny(Caller caller) {
        return table.isPresent()
                && ScopeRights.isUser(caller)
                && table.get().page(caller.effectiveUser(), caller.groups(), "").stream()
                        .anyMatch(stored -> stored.disabled().isEmpty() && include(caller, stored));
    }

    /** Whether the caller owns a project space or may see its top. */
    public boolean include(Caller caller, ProjectRow stored) {
        return membership(caller, stored).has(Right.STAT);
    }

    /** Whether the caller owns a project space or may change its members. */
    public boolean manages(Caller caller, ProjectRow stored) {
        Rights rights = membership(caller, stored);
        return rights.has(Right.ADD_GRANT) && rights.has(Right.UPDATE_GRANT) && rights.has(Right.REMOVE_GRANT);
    }

    /** The project space of a name. */
    public Optional<ProjectRow> named(String name) {
        return table.flatMap(all -> all.named(name));
    }

    private Rights membership(Caller caller, ProjectRow stored) {
        if (stored.owner().equals(caller.effectiveUser())) {
            return Rights.all();
        }
        Rights granted = grants.of(stored.key())
                .rightsFor(caller.effectiveUser(), caller.groups(), grants.now())
                .get(stored.root());
        return granted == null ? Rights.none() : granted;
    }
}
