/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.Grants;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.Rights;

/** Grants are fields of the entries. They narrow what somebody may do who has one; the server judges all others. */
final class MemoryGrants implements Grants {

    private final MemoryStore store;
    private final Tree tree;

    MemoryGrants(MemoryStore store, Tree tree) {
        this.store = store;
        this.tree = tree;
    }

    @Override
    public void list(Caller who, Ref ref, Sink<Grant> sink) throws IOException {
        List<Grant> grants = store.locked(() ->
                tree.find(ref).grants.values().stream().filter(this::holds).toList());
        for (Grant grant : grants) {
            if (!sink.accept(grant)) {
                return;
            }
        }
    }

    private boolean holds(Grant grant) {
        Optional<Instant> end = grant.expires();
        return end.isEmpty() || end.get().isAfter(store.clock.instant());
    }

    @Override
    public void put(Caller who, Ref ref, Grant grant) throws IOException {
        store.locked(() -> tree.find(ref).grants.put(grant.grantee(), grant) != null);
    }

    @Override
    public void remove(Caller who, Ref ref, Grant.Grantee grantee) throws IOException {
        store.locked(() -> {
            Entry entry = tree.find(ref);
            Grant gone = entry.grants.remove(grantee);
            if (gone == null || !holds(gone)) {
                throw new NotFound("there is no such grant on /" + entry.path() + " itself");
            }
            return true;
        });
    }

    /** A node with what the caller may do with it. */
    Node told(Caller who, Node node) {
        try {
            return store.locked(() -> {
                Entry entry = store.byId.get(node.id());
                return entry == null ? node : node.withRights(rights(who, entry));
            });
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private Rights rights(Caller who, Entry entry) {
        List<Grant> grants = new ArrayList<>();
        for (Entry at = entry; at != null; at = at.parent) {
            at.grants.values().stream()
                    .filter(grant -> holds(grant) && isFor(who, grant.grantee()))
                    .forEach(grants::add);
        }
        if (grants.isEmpty()) {
            return Rights.all();
        }
        boolean denied = grants.stream().anyMatch(grant -> grant.rights().isEmpty());
        return denied ? Rights.none() : grants.stream().map(Grant::rights).reduce(Rights.none(), Rights::plus);
    }

    private static boolean isFor(Caller who, Grant.Grantee grantee) {
        return switch (grantee) {
            case Grant.ToUser to -> to.user().equals(who.effectiveUser());
            case Grant.ToGroup to -> who.groups().contains(to.group());
        };
    }
}
