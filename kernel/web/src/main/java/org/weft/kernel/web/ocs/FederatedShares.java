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
import org.weft.kernel.sharing.ocm.OutgoingShares;
import org.weft.kernel.sharing.ocm.ShareDelivery;
import org.weft.kernel.sharing.share.ShareFilter;
import org.weft.kernel.sharing.share.ShareRules;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.spi.Caller;
import org.weft.spi.UserId;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.RemoteParty;
import org.weft.spi.share.ShareId;
import org.weft.spi.storage.Rights;

/** Shares with people and groups at other sites, which OCS calls shares of type 6 and 9, for those who make them. */
final class FederatedShares implements ShareTypeHandler {

    static final int USER = 6;
    static final int GROUP = 9;

    private final FileService files;
    private final OutgoingShares shares;
    private final ShareRules rules;
    private final ShareView sheet;

    FederatedShares(FileService files, OutgoingShares shares, ShareRules rules, ShareView sheet) {
        this.files = files;
        this.shares = shares;
        this.rules = rules;
        this.sheet = sheet;
    }

    Map<String, Object> create(HttpExchange exchange, ShareForm form, int type) {
        Caller caller = exchange.caller();
        UserId receiver = FederatedCloudId.required(
                form.form().text("shareWith"), form.form().text("shareWithProvider"));
        Resource resource = files.stat(caller, form.target(), StatSpec.node());
        OptionalInt bits = form.bits(resource.isFolder());
        Rights rights = bits.isPresent()
                ? OcsPermissionBits.rights(bits.getAsInt(), resource.isFolder())
                : OcsPermissionBits.rights(OcsPermissionBits.ALL, resource.isFolder())
                        .and(resource.rights());
        OutgoingShares.Wanted wanted =
                new OutgoingShares.Wanted(form.target(), receiver, type == GROUP, rights, form.expires(), form.note());
        return told(exchange, shares.create(caller, wanted));
    }

    private Map<String, Object> told(HttpExchange exchange, OcmOut share) {
        RemoteParty to = share.recipient();
        int type = to.kind() == RemoteParty.Kind.GROUP ? GROUP : USER;
        Map<String, Object> fields = sheet.of(share, type, rules.resource(exchange.caller(), share));
        String name = share.attributes().getOrDefault(ShareDelivery.RECIPIENT_NAME, "");
        fields.put("share_with", to.id() + '@' + to.host());
        fields.put("share_with_displayname", name.isEmpty() ? to.id() + '@' + to.host() : name);
        return fields;
    }

    @Override
    public Map<String, Object> get(HttpExchange exchange, ShareId id) {
        return told(exchange, shares.get(exchange.caller(), id));
    }

    @Override
    public Map<String, Object> update(HttpExchange exchange, ShareId id, ShareForm form) {
        Caller caller = exchange.caller();
        OcmOut share = shares.get(caller, id);
        boolean folder = rules.resource(caller, share).map(Resource::isFolder).orElse(true);
        OptionalInt bits = form.bits(folder);
        Optional<Rights> rights =
                bits.isPresent() ? Optional.of(OcsPermissionBits.rights(bits.getAsInt(), folder)) : Optional.empty();
        OutgoingShares.Changes changes = new OutgoingShares.Changes(
                rights, form.changesExpiry(), form.changesExpiry() ? form.expires() : Optional.empty());
        return told(exchange, shares.update(caller, id, changes));
    }

    @Override
    public void remove(HttpExchange exchange, ShareId id) {
        shares.remove(exchange.caller(), id);
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
        shares.list(exchange.caller(), filter, "", share -> {
            sink.accept(told(exchange, share));
            return true;
        });
    }
}
