/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.sharing.link.v1beta1.PublicShare;
import com.cs3.sharing.link.v1beta1.PublicShareId;
import com.cs3.sharing.link.v1beta1.PublicSharePermissions;
import com.cs3.sharing.link.v1beta1.ShareSignature;
import com.cs3.storage.provider.v1beta1.ResourceId;
import java.util.Optional;
import org.weft.kernel.sharing.link.LinkSignatures;
import org.weft.spi.share.Link;

/** Public links in CS3's words; never with a password's hash. */
final class PublicShareMessages {

    private PublicShareMessages() {}

    static PublicShare message(Link link) {
        return message(link, Optional.empty());
    }

    static PublicShare message(Link link, Optional<LinkSignatures.Signature> signature) {
        PublicShare.Builder message = PublicShare.newBuilder()
                .setId(PublicShareId.newBuilder().setOpaqueId(link.id().value()))
                .setToken(link.token())
                .setPermissions(
                        PublicSharePermissions.newBuilder().setPermissions(PermissionMessages.message(link.rights())))
                .setOwner(IdentityMessages.message(link.owner()))
                .setCreator(IdentityMessages.message(link.creator()))
                .setCtime(Timestamps.message(link.created()))
                .setMtime(Timestamps.message(link.modified()))
                .setPasswordProtected(link.passwordHash().isPresent())
                .setDisplayName(link.displayName())
                .setQuicklink(link.isQuick())
                .setDescription(link.description())
                .setNotifyUploads(link.notifiesUploads())
                .setNotifyUploadsExtraRecipients(link.notifyRecipients());
        link.resource()
                .ifPresent(id -> message.setResourceId(ResourceId.newBuilder()
                        .setStorageId(id.storage())
                        .setSpaceId(id.space().value())
                        .setOpaqueId(id.node().value())));
        link.expires().ifPresent(end -> message.setExpiration(Timestamps.message(end)));
        signature.ifPresent(signed -> message.setSignature(ShareSignature.newBuilder()
                .setSignature(signed.text())
                .setSignatureExpiration(Timestamps.message(signed.expires()))));
        return message.build();
    }
}
