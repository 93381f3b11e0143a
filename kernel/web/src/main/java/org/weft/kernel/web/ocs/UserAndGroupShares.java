/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.ocs;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.sharing.SharingServices;
import org.weft.kernel.sharing.share.LocalShares;
import org.weft.kernel.sharing.share.ReceivedShares;
import org.weft.kernel.sharing.share.ReceivedShares.Decision;
import org.weft.kernel.sharing.share.ReceivedShares.ReceivedShare;
import org.weft.kernel.sharing.share.ShareFilter;
import org.weft.kernel.sharing.share.ShareRepository;
import org.weft.kernel.sharing.share.ShareRules;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.namespace.BatchLookup;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.spi.Caller;
import org.weft.spi.GroupId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.identity.Group;
import org.weft.spi.identity.User;
import org.weft.spi.share.GroupShare;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareState;
import org.weft.spi.share.UserShare;
import org.weft.spi.storage.Grant.Grantee;
import org.weft.spi.storage.Grant.ToGroup;
import org.weft.spi.storage.Grant.ToUser;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Rights;

/** Shares with users and groups of this site, which OCS calls shares of type 0 and 1, made and received. */
final class UserAndGroupShares implements ShareTypeHandler {

    /** Where nobody keeps a list of people beforehand, this is what whoever searches in vain wants to know. */
    private static final String UNKNOWN = "whoever is in no directory is found from their first sign-in on";

    private final FileService files;
    private final Directories directories;
    private final LocalShares shares;
    private final ReceivedShares received;
    private final ShareRules rules;
    private final ShareView sheet;
    private final ShareRepository rows;

    UserAndGroupShares(FileService files, Directories directories, SharingServices sharing, ShareView sheet) {
        this.files = files;
        this.directories = directories;
        this.shares = sharing.shares();
        this.received = sharing.received();
        this.rules = sharing.rules();
        this.sheet = sheet;
        this.rows = sharing.rows();
    }

    boolean areKept() {
        return rows.isServing();
    }

    Map<String, Object> create(HttpExchange exchange, ShareForm form, int type) {
        Caller caller = exchange.caller();
        Resource resource = files.stat(caller, form.target(), StatSpec.node());
        Grantee grantee = type == 0
                ? user(form.form().text("shareWith"))
                : group(form.form().text("shareWith"));
        OptionalInt bits = form.bits(resource.isFolder());
        // Who says nothing gives all that can be given.
        Rights rights = bits.isPresent()
                ? OcsPermissionBits.rights(bits.getAsInt(), resource.isFolder())
                : OcsPermissionBits.rights(OcsPermissionBits.ALL, resource.isFolder())
                        .and(resource.rights());
        LocalShares.Terms terms = new LocalShares.Terms(form.expires(), form.note(), Map.of());
        return told(exchange, shares.create(caller, form.target(), grantee, rights, terms));
    }

    private Grantee user(String name) {
        Optional<User> user = name.isEmpty()
                ? Optional.empty()
                : directories
                        .user(new UserId("", name, UserType.PRIMARY))
                        .or(() -> directories.userByClaim("username", name));
        return new ToUser(
                user.orElseThrow(() -> new HttpFailure(404, "there is no such user to share with; " + UNKNOWN))
                        .id());
    }

    private Grantee group(String name) {
        Optional<Group> group = name.isEmpty()
                ? Optional.empty()
                : directories.group(new GroupId("", name)).or(() -> directories.groupByClaim("group_name", name));
        return new ToGroup(group.orElseThrow(() -> new HttpFailure(404, "there is no such group to share with"))
                .id());
    }

    private Map<String, Object> told(HttpExchange exchange, Share share) {
        return told(share, rules.resource(exchange.caller(), share));
    }

    private Map<String, Object> told(Share share, Optional<Resource> seen) {
        Map<String, Object> fields = sheet.of(share, type(share), seen);
        switch (share) {
            case UserShare user -> {
                fields.put("share_with", sheet.name(user.grantee()));
                fields.put("share_with_displayname", sheet.displayName(user.grantee()));
            }
            case GroupShare group -> {
                Optional<Group> known = directories.group(group.grantee());
                fields.put(
                        "share_with",
                        known.map(Group::name).orElse(group.grantee().opaque()));
                fields.put(
                        "share_with_displayname",
                        known.map(Group::displayName)
                                .filter(name -> !name.isEmpty())
                                .or(() -> known.map(Group::name))
                                .orElse(group.grantee().opaque()));
            }
            default -> throw new HttpFailure(404, "there is no such share");
        }
        return fields;
    }

    private static int type(Share share) {
        return share instanceof GroupShare ? 1 : 0;
    }

    private Map<String, Object> told(HttpExchange exchange, ReceivedShare share) {
        Caller caller = exchange.caller();
        return told(share, rules.resource(caller, share.share()), files.receivedAtHome(caller));
    }

    /** @param home where clients that know homes only find it */
    private Map<String, Object> told(ReceivedShare share, Optional<Resource> seen, Optional<RelPath> home) {
        Map<String, Object> fields = told(share.share(), seen);
        fields.put("state", state(share.reception().state()));
        share.place().ifPresent(place -> {
            RelPath shown = home.map(folder -> folder.resolve(place.name())).orElse(place);
            fields.put("path", ShareForm.shown(shown));
            fields.put("file_target", ShareForm.shown(shown));
        });
        return fields;
    }

    private static int state(ShareState state) {
        return switch (state) {
            case ACCEPTED -> 0;
            case PENDING -> 1;
            case REJECTED -> 2;
        };
    }

    /** A share of the caller's, or one that the caller receives. */
    @Override
    public Map<String, Object> get(HttpExchange exchange, ShareId id) {
        Share share = shares.get(exchange.caller(), id);
        return ShareRules.isOwn(exchange.caller(), share) || !isReceived(exchange, id)
                ? told(exchange, share)
                : told(exchange, received.get(exchange.caller(), id));
    }

    private boolean isReceived(HttpExchange exchange, ShareId id) {
        try {
            return received.get(exchange.caller(), id).share().id().equals(id);
        } catch (org.weft.spi.WeftException.NotFound other) {
            return false;
        }
    }

    @Override
    public Map<String, Object> update(HttpExchange exchange, ShareId id, ShareForm form) {
        Caller caller = exchange.caller();
        Share share = shares.get(caller, id);
        boolean folder = rules.resource(caller, share).map(Resource::isFolder).orElse(true);
        OptionalInt bits = form.bits(folder);
        LocalShares.Change change = new LocalShares.Change(
                bits.isPresent() ? Optional.of(OcsPermissionBits.rights(bits.getAsInt(), folder)) : Optional.empty(),
                form.changesExpiry() ? Optional.of(new LocalShares.Change.Expiry(form.expires())) : Optional.empty(),
                form.changesNote() ? Optional.of(form.note()) : Optional.empty());
        return told(exchange, shares.update(caller, id, change));
    }

    /** Ends a share of the caller's; one that the caller receives is declined. */
    @Override
    public void remove(HttpExchange exchange, ShareId id) {
        Share share = shares.get(exchange.caller(), id);
        if (!ShareRules.isOwn(exchange.caller(), share) && isReceived(exchange, id)) {
            decide(exchange, id, ShareState.REJECTED);
        } else {
            shares.remove(exchange.caller(), id);
        }
    }

    Map<String, Object> decide(HttpExchange exchange, ShareId id, ShareState state) {
        return told(exchange, received.update(exchange.caller(), id, Decision.state(state)));
    }

    /**
     * Pushes shares that the caller may be told of.
     *
     * @param resources of exactly these; empty for all that the caller made
     * @param others whether those that others made are told too
     */
    void list(HttpExchange exchange, Set<ResourceId> resources, boolean others, Consumer<Map<String, Object>> sink) {
        Set<UserId> creators = others ? Set.of() : Set.of(exchange.caller().user());
        ShareFilter filter = new ShareFilter(resources, Set.of(), Set.of(), creators, Set.of(), Set.of(), false);
        BatchLookup lookup = files.looking(exchange.caller());
        shares.list(exchange.caller(), filter, "", share -> {
            sink.accept(told(share, ShareRules.resource(lookup, share)));
            return true;
        });
    }

    /** Pushes what others shared with the caller. */
    void received(HttpExchange exchange, Set<ShareState> states, Consumer<Map<String, Object>> sink) {
        Optional<RelPath> home = files.receivedAtHome(exchange.caller());
        BatchLookup lookup = files.looking(exchange.caller());
        received.list(exchange.caller(), states, ShareFilter.any(), "", share -> {
            sink.accept(told(share, ShareRules.resource(lookup, share.share()), home));
            return true;
        });
    }
}
