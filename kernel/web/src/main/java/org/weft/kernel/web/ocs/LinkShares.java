/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.ocs;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.sharing.link.LinkChange;
import org.weft.kernel.sharing.link.LinkType;
import org.weft.kernel.sharing.link.NewLink;
import org.weft.kernel.sharing.link.PublicLinks;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.spi.Caller;
import org.weft.spi.UserId;
import org.weft.spi.share.Link;
import org.weft.spi.share.ShareId;
import org.weft.spi.storage.Rights;

/** Public links, which OCS calls shares of type 3. */
final class LinkShares implements ShareTypeHandler {

    private static final int TYPE = 3;
    private static final int PAGE = 200;

    private final FileService files;
    private final PublicLinks links;
    private final ShareView sheet;

    LinkShares(FileService files, PublicLinks links, ShareView sheet) {
        this.files = files;
        this.links = links;
        this.sheet = sheet;
    }

    Map<String, Object> create(HttpExchange exchange, ShareForm form) {
        Caller caller = exchange.caller();
        Resource resource = files.stat(caller, form.target(), StatSpec.node());
        int bits = form.bits(resource.isFolder()).orElse(OcsPermissionBits.READ);
        boolean internal = form.form().isTrue("internal") || bits == 0;
        NewLink wanted = new NewLink(
                internal ? Rights.none() : rights(bits, resource.isFolder()),
                form.form().field("password").filter(text -> !text.isEmpty()),
                form.expires(),
                form.form().field("name").orElse(form.form().text("label")),
                form.note(),
                form.form().isTrue("quicklink"),
                form.form().isTrue("notifyUploads"),
                "");
        return told(exchange, links.create(caller, form.target(), wanted));
    }

    /** No rights make an internal link. A link passes nothing on, so the bit for that means nothing here. */
    private static Rights rights(int bits, boolean folder) {
        if (bits == 0) {
            return Rights.none();
        }
        int meant = bits & ~OcsPermissionBits.SHARE;
        return meant == OcsPermissionBits.CREATE
                ? LinkType.UPLOAD_ONLY.rights()
                : OcsPermissionBits.rights(meant, folder);
    }

    Map<String, Object> told(HttpExchange exchange, Link link) {
        Map<String, Object> fields = sheet.of(link, TYPE, links.resource(exchange.caller(), link));
        fields.put("token", link.token());
        fields.put("url", exchange.site() + "/s/" + link.token());
        fields.put("name", link.displayName());
        fields.put("label", link.displayName());
        fields.put("quicklink", link.isQuick());
        fields.put("share_with", link.passwordHash().isPresent() ? "***redacted***" : "");
        fields.put("share_with_displayname", link.passwordHash().isPresent() ? "***redacted***" : "");
        fields.put("password_protected", link.passwordHash().isPresent());
        return fields;
    }

    @Override
    public Map<String, Object> get(HttpExchange exchange, ShareId id) {
        return told(exchange, links.get(exchange.caller(), id));
    }

    @Override
    public Map<String, Object> update(HttpExchange exchange, ShareId id, ShareForm form) {
        Caller caller = exchange.caller();
        Link link = links.get(caller, id);
        boolean folder = links.resource(caller, link).map(Resource::isFolder).orElse(true);
        Optional<String> password = form.form().field("password");
        form.bits(folder)
                .ifPresent(bits -> links.update(
                        caller, id, new LinkChange.ToRights(rights(bits, folder), password.filter(LinkShares::isOne))));
        password.ifPresent(
                text -> links.update(caller, id, new LinkChange.ToPassword(password.filter(LinkShares::isOne))));
        if (form.changesExpiry()) {
            links.update(caller, id, new LinkChange.ToExpiry(form.expires()));
        }
        form.form()
                .field("name")
                .or(() -> form.form().field("label"))
                .ifPresent(name -> links.update(caller, id, new LinkChange.ToDisplayName(name)));
        if (form.changesNote()) {
            links.update(caller, id, new LinkChange.ToDescription(form.note()));
        }
        return get(exchange, id);
    }

    private static boolean isOne(String password) {
        return !password.isEmpty();
    }

    @Override
    public void remove(HttpExchange exchange, ShareId id) {
        links.remove(exchange.caller(), id);
    }

    /**
     * Pushes the caller's links.
     *
     * @param resources to exactly these; empty for all
     */
    void list(HttpExchange exchange, Set<ResourceId> resources, Consumer<Map<String, Object>> sink) {
        Set<org.weft.spi.share.ResourceId> ids = resources.stream()
                .map(id -> new org.weft.spi.share.ResourceId(id.storage(), id.space(), id.node()))
                .collect(Collectors.toUnmodifiableSet());
        Set<UserId> creators = ids.isEmpty() ? Set.of(exchange.caller().user()) : Set.of();
        PublicLinks.Filter filter = new PublicLinks.Filter(ids, Set.of(), creators);
        Optional<ShareId> after = Optional.empty();
        while (true) {
            List<Link> page = links.list(exchange.caller(), filter, after, PAGE);
            page.forEach(link -> sink.accept(told(exchange, link)));
            if (page.size() < PAGE) {
                return;
            }
            after = Optional.of(page.getLast().id());
        }
    }
}
