/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.sharing.ocm.v1beta1.AccessMethod;
import com.cs3.sharing.ocm.v1beta1.AccessType;
import com.cs3.sharing.ocm.v1beta1.Protocol;
import com.cs3.sharing.ocm.v1beta1.ReceivedShare;
import com.cs3.sharing.ocm.v1beta1.RecipientType;
import com.cs3.sharing.ocm.v1beta1.Share;
import com.cs3.sharing.ocm.v1beta1.ShareId;
import com.cs3.sharing.ocm.v1beta1.SharePermissions;
import com.cs3.sharing.ocm.v1beta1.ShareState;
import com.cs3.sharing.ocm.v1beta1.ShareType;
import com.cs3.sharing.ocm.v1beta1.SharedResourceType;
import com.cs3.sharing.ocm.v1beta1.WebDAVAccessMethod;
import com.cs3.sharing.ocm.v1beta1.WebDAVProtocol;
import com.cs3.storage.provider.v1beta1.Grantee;
import com.cs3.storage.provider.v1beta1.GranteeType;
import com.cs3.storage.provider.v1beta1.ResourceType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.weft.kernel.sharing.ocm.OcmShareClient;
import org.weft.kernel.sharing.ocm.OcmShareClient.Way;
import org.weft.kernel.sharing.share.ReceivedShares;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.spi.GroupId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.RemoteParty;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** Shares with other sites in CS3's words. */
final class OcmMessages {

    private OcmMessages() {}

    /**
     * A share from here.
     *
     * @param secret what its receiver was given, where the caller may know it
     */
    @SuppressWarnings("deprecation") // share_type is what clients of Reva 1 and 2 read
    static Share message(OcmOut share, Optional<String> secret) {
        boolean group = share.recipient().kind() == RemoteParty.Kind.GROUP;
        Share.Builder message = Share.newBuilder()
                .setId(ShareId.newBuilder().setOpaqueId(share.id().value()))
                .setName(share.name())
                .setToken(secret.orElse(""))
                .setGrantee(grantee(share.recipient()))
                .setOwner(IdentityMessages.message(share.owner()))
                .setCreator(IdentityMessages.message(share.creator()))
                .setCtime(Timestamps.message(share.created()))
                .setMtime(Timestamps.message(share.modified()))
                .setShareType(group ? ShareType.SHARE_TYPE_GROUP : ShareType.SHARE_TYPE_USER)
                .setRecipientType(group ? RecipientType.RECIPIENT_TYPE_GROUP : RecipientType.RECIPIENT_TYPE_USER)
                .addAccessMethods(AccessMethod.newBuilder()
                        .setWebdavOptions(WebDAVAccessMethod.newBuilder()
                                .setPermissions(PermissionMessages.message(share.rights()))
                                .addAllRequirements(
                                        share.requirements().stream().sorted().toList())
                                .addAccessTypes(AccessType.ACCESS_TYPE_REMOTE)));
        share.resource()
                .ifPresent(id -> message.setResourceId(
                        ResourceInfos.message(new ResourceId(id.storage(), id.space(), id.node()))));
        share.expires().ifPresent(end -> message.setExpiration(Timestamps.message(end)));
        return message.build();
    }

    private static Grantee grantee(RemoteParty recipient) {
        if (recipient.kind() == RemoteParty.Kind.GROUP) {
            return GrantMessages.message(new Grant.ToGroup(new GroupId(recipient.host(), recipient.id())));
        }
        return GrantMessages.message(
                new Grant.ToUser(new UserId(recipient.host(), recipient.id(), UserType.FEDERATED)));
    }

    /**
     * A share from elsewhere.
     *
     * @param secret what the sender gave, where the caller may know it
     */
    @SuppressWarnings("deprecation") // share_type and resource_type are what clients of Reva 1 and 2 read
    static ReceivedShare message(ReceivedShares.ReceivedShare received, OcmIn share, Way way, Optional<String> secret) {
        boolean group = share.grantee() instanceof Grant.ToGroup;
        boolean file = share.kind() == Kind.FILE;
        ReceivedShare.Builder message = ReceivedShare.newBuilder()
                .setId(ShareId.newBuilder().setOpaqueId(share.id().value()))
                .setName(received.place().map(place -> place.name()).orElse(share.name()))
                .setRemoteShareId(share.remoteId())
                .setGrantee(GrantMessages.message(share.grantee()))
                .setOwner(IdentityMessages.message(share.owner()))
                .setCreator(IdentityMessages.message(share.creator()))
                .setCtime(Timestamps.message(share.created()))
                .setMtime(Timestamps.message(share.modified()))
                .setShareType(group ? ShareType.SHARE_TYPE_GROUP : ShareType.SHARE_TYPE_USER)
                .setRecipientType(group ? RecipientType.RECIPIENT_TYPE_GROUP : RecipientType.RECIPIENT_TYPE_USER)
                .setState(state(received.reception().state()))
                .setResourceType(file ? ResourceType.RESOURCE_TYPE_FILE : ResourceType.RESOURCE_TYPE_CONTAINER)
                .setSharedResourceType(type(share))
                .addProtocols(Protocol.newBuilder()
                        .setWebdavOptions(WebDAVProtocol.newBuilder()
                                .setSharedSecret(secret.orElse(""))
                                .setPermissions(SharePermissions.newBuilder()
                                        .setPermissions(PermissionMessages.message(share.rights()))
                                        .setReshare(share.rights().has(Right.ADD_GRANT)))
                                .setUri(way.root().toString())
                                .addAllRequirements(
                                        way.requirements().stream().sorted().toList())
                                .addAccessTypes(AccessType.ACCESS_TYPE_REMOTE)));
        share.expires().ifPresent(end -> message.setExpiration(Timestamps.message(end)));
        return message.build();
    }

    static SharedResourceType type(OcmIn share) {
        return share.kind() == Kind.FILE
                ? SharedResourceType.SHARE_RESOURCE_TYPE_FILE
                : SharedResourceType.SHARE_RESOURCE_TYPE_CONTAINER;
    }

    private static ShareState state(org.weft.spi.share.ShareState state) {
        return switch (state) {
            case PENDING -> ShareState.SHARE_STATE_PENDING;
            case ACCEPTED -> ShareState.SHARE_STATE_ACCEPTED;
            case REJECTED -> ShareState.SHARE_STATE_REJECTED;
        };
    }

    static org.weft.spi.share.ShareState state(ShareState state) {
        return switch (state) {
            case SHARE_STATE_PENDING -> org.weft.spi.share.ShareState.PENDING;
            case SHARE_STATE_ACCEPTED -> org.weft.spi.share.ShareState.ACCEPTED;
            case SHARE_STATE_REJECTED -> org.weft.spi.share.ShareState.REJECTED;
            case SHARE_STATE_INVALID, UNRECOGNIZED -> throw new InvalidArgument("the share's state is not known");
        };
    }

    /**
     * A receiver at another site.
     *
     * @param provider the site, where the grantee does not name it
     */
    record Receiver(UserId id, boolean group) {

        static Receiver of(Grantee grantee, String provider) {
            return switch (grantee.getIdCase()) {
                case USER_ID -> {
                    if (grantee.getType() == GranteeType.GRANTEE_TYPE_GROUP) {
                        throw new InvalidArgument("the grantee's type is a group, and its id a user's");
                    }
                    UserId id = IdentityMessages.of(grantee.getUserId());
                    yield new Receiver(new UserId(site(id.idp(), provider), id.opaque(), UserType.FEDERATED), false);
                }
                case GROUP_ID -> {
                    if (grantee.getType() == GranteeType.GRANTEE_TYPE_USER) {
                        throw new InvalidArgument("the grantee's type is a user, and its id a group's");
                    }
                    GroupId id = IdentityMessages.of(grantee.getGroupId());
                    yield new Receiver(new UserId(site(id.idp(), provider), id.opaque(), UserType.FEDERATED), true);
                }
                case ID_NOT_SET -> throw new InvalidArgument("the grantee has neither a user_id nor a group_id");
            };
        }

        private static String site(String idp, String provider) {
            String site = idp.isEmpty() ? provider : idp;
            if (site.isEmpty()) {
                throw new InvalidArgument(
                        "say at which site the grantee is: in its idp, or in recipient_mesh_provider's domain");
            }
            return site;
        }
    }

    /**
     * What access methods give: the one for WebDAV. Others offered beside it are left out, as a site that does not offer them
     * would; the share's own access methods tell so.
     */
    static Rights rights(List<AccessMethod> methods) {
        List<WebDAVAccessMethod> files = methods.stream()
                .filter(AccessMethod::hasWebdavOptions)
                .map(AccessMethod::getWebdavOptions)
                .toList();
        if (files.size() != 1) {
            throw new InvalidArgument("name webdav_options once in access_methods: shares with other sites are"
                    + " accessed by WebDAV, and one is of no use without");
        }
        return rights(files.getFirst());
    }

    /**
     * What the receiver's site must do first. What is not understood is refused: whoever demands something must not share
     * without.
     */
    static Set<String> requirements(List<AccessMethod> methods) {
        Set<String> requirements = new TreeSet<>();
        for (AccessMethod method : methods) {
            requirements.addAll(method.getWebdavOptions().getRequirementsList());
        }
        for (String word : requirements) {
            if (!word.equals(OcmShareClient.MUST_EXCHANGE) && !word.equals(OcmShareClient.MUST_USE_MFA)) {
                throw new InvalidArgument("the requirements of webdav_options can be " + OcmShareClient.MUST_EXCHANGE
                        + " and " + OcmShareClient.MUST_USE_MFA);
            }
        }
        return requirements;
    }

    private static Rights rights(WebDAVAccessMethod method) {
        List<AccessType> types = method.getAccessTypesList();
        if (!types.isEmpty() && !types.contains(AccessType.ACCESS_TYPE_REMOTE)) {
            throw new InvalidArgument("what is shared with other sites is accessed remotely; name ACCESS_TYPE_REMOTE");
        }
        Rights rights = PermissionMessages.of(method.getPermissions());
        if (rights.isEmpty()) {
            throw new InvalidArgument("the permissions of webdav_options are empty");
        }
        return rights;
    }
}
