/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.weft.app.wopi.WopiConfig.Product;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.app.FileAccess;
import org.weft.spi.app.ViewMode;
import org.weft.spi.identity.User;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Right;

/**
 * What an application is told of a file, its user, and what both may do: CheckFileInfo. Each product is told what it
 * understands, and nothing of the set of properties that only hosts of coauthoring may send.
 */
final class FileInfo {

    private final Call call;
    private final FileAccess access;
    private final Product product;
    private final JsonObject info = new JsonObject();

    FileInfo(Call call) {
        this.call = call;
        this.access = call.access();
        this.product = call.config().product();
    }

    void answer() throws IOException {
        Node node = access.stat();
        if (node.isFolder()) {
            throw new Refusal(404, "this is a folder");
        }
        User user = access.user();
        file(node, user);
        host();
        may(node, user);
        urls();
        limits(user);
        switch (product) {
            case COLLABORA -> collabora(node, user);
            case ONLYOFFICE -> onlyOffice(node);
            case MICROSOFT -> microsoft();
            case OTHER -> {}
        }
        call.json(200, info);
    }

    private void file(Node node, User user) throws IOException {
        info.addProperty("BaseFileName", node.name());
        info.addProperty("OwnerId", UserIds.of(node.owner().orElse(user.id())));
        info.addProperty("Size", node.size());
        info.addProperty("UserId", UserIds.of(access));
        info.addProperty("Version", Call.version(node));
        info.addProperty("FileExtension", FileNames.extension(node.name()));
        info.addProperty("FileNameMaxLength", FileNames.LONGEST);
        info.addProperty("LastModifiedTime", Contents.time(node.mtime()));
        info.addProperty("UserFriendlyName", UserIds.name(access));
        info.addProperty("IsAnonymousUser", user.id().type() == UserType.GUEST);
        info.addProperty("IsEduUser", false);
        if (user.id().type() != UserType.GUEST) {
            access.preference("user-info").ifPresent(text -> info.addProperty("UserInfo", text));
        }
        for (Checksum checksum : node.checksums()) {
            if (checksum.algorithm() == Checksum.Algorithm.SHA256) {
                byte[] bytes = HexFormat.of().parseHex(checksum.hex().toLowerCase(Locale.ROOT));
                info.addProperty("SHA256", Base64.getEncoder().encodeToString(bytes));
            }
        }
    }

    private void host() {
        info.addProperty("SupportsUpdate", true);
        info.addProperty("SupportsLocks", true);
        info.addProperty("SupportsGetLock", true);
        info.addProperty("SupportsExtendedLockLength", true);
        info.addProperty("SupportsRename", true);
        info.addProperty("SupportsUserInfo", access.user().id().type() != UserType.GUEST);
        info.addProperty("SupportsDeleteFile", call.config().containers());
        info.addProperty("SupportsContainers", call.config().containers());
        info.addProperty("SupportsEcosystem", call.config().containers());
        info.addProperty("SupportsFolders", false);
        info.addProperty("SupportsCobalt", false);
    }

    private void may(Node node, User user) throws IOException {
        boolean writes = access.mode().mayWrite() && node.rights().has(Right.UPLOAD);
        info.addProperty("UserCanWrite", writes);
        info.addProperty("ReadOnly", !writes);
        info.addProperty("UserCanNotWriteRelative", !NewFiles.isAllowed(access));
        info.addProperty("UserCanRename", writes && node.rights().has(Right.MOVE));
        info.addProperty("WebEditingDisabled", false);
        info.addProperty("LicenseCheckForEditIsEnabled", isLicensed(call.config()));
        if (user.id().type() == UserType.GUEST) {
            info.addProperty("UserCanAttend", false);
        }
    }

    static boolean isLicensed(WopiConfig config) {
        return config.product() == Product.MICROSOFT;
    }

    private void urls() throws IOException {
        Optional<URI> view = access.shareUrl(ViewMode.READ_ONLY);
        Optional<URI> edit = access.shareUrl(ViewMode.READ_WRITE);
        view.ifPresent(url -> {
            info.addProperty("HostViewUrl", url.toString());
            info.add("SupportedShareUrlTypes", shareTypes());
        });
        edit.ifPresent(url -> info.addProperty("HostEditUrl", url.toString()));
        URI site = view.orElseGet(() -> call.exchange().url());
        info.addProperty("PostMessageOrigin", site.getScheme() + "://" + site.getRawAuthority());
        info.addProperty("BreadcrumbBrandName", "Weft");
    }

    static JsonArray shareTypes() {
        JsonArray types = new JsonArray();
        types.add("ReadOnly");
        types.add("ReadWrite");
        return types;
    }

    /** Of a file that may be looked at and nothing else. */
    private void limits(User user) {
        boolean lookOnly = access.mode() == ViewMode.VIEW_ONLY || access.mode() == ViewMode.EMBEDDED;
        info.addProperty("RestrictedWebViewOnly", lookOnly);
        if (!lookOnly) {
            return;
        }
        info.addProperty("DisablePrint", true);
        info.addProperty("DisableTranslation", true);
        info.addProperty("CopyPasteRestrictions", "BlockAll");
        if (product == Product.COLLABORA) {
            info.addProperty("DisableExport", true);
            info.addProperty("DisableCopy", true);
            info.addProperty("HideExportOption", true);
            info.addProperty("HidePrintOption", true);
            info.addProperty("HideSaveOption", true);
            if (user.id().type() != UserType.GUEST) {
                String mail = user.mail().isEmpty() ? "" : " " + user.mail();
                info.addProperty("WatermarkText", UserIds.name(access) + mail);
            }
        }
    }

    private void collabora(Node node, User user) {
        boolean owner = node.owner().filter(user.id()::equals).isPresent();
        info.addProperty("EnableOwnerTermination", owner);
        info.addProperty("IsAdminUser", false);
        info.addProperty("EnableInsertRemoteImage", false);
        info.addProperty("EnableShare", false);
        info.addProperty("HideUserList", "false");
        info.addProperty("BreadcrumbDocName", node.name());
        info.addProperty("UserCanReview", access.mode().mayWrite());
        JsonObject more = new JsonObject();
        if (!user.mail().isEmpty()) {
            more.addProperty("mail", user.mail());
        }
        info.add("UserExtraInfo", more);
    }

    private void onlyOffice(Node node) {
        info.addProperty("BreadcrumbDocName", node.name());
        info.addProperty("UserCanReview", access.mode().mayWrite());
        info.addProperty("SupportsReviewing", true);
        info.addProperty("ClosePostMessage", true);
        info.addProperty("EditModePostMessage", false);
        info.addProperty("EditNotificationPostMessage", false);
        info.addProperty("FileSharingPostMessage", false);
        info.addProperty("FileVersionPostMessage", false);
    }

    private void microsoft() {
        UserId id = access.user().id();
        info.addProperty("TenantId", UserIds.of(new UserId(id.idp(), "", id.type())));
        info.addProperty("AllowEarlyFeatures", false);
        info.addProperty("AllowAdditionalMicrosoftServices", false);
        info.addProperty("AllowErrorReportPrompt", false);
    }
}
