/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.ocs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.weft.kernel.sharing.link.LinkRules;
import org.weft.kernel.storage.archive.ArchiveLimits;
import org.weft.kernel.storage.mount.Abilities;
import org.weft.spi.storage.Checksum;

/** What clients may expect, as they read it: no more than the caller's home can really do. */
final class Capabilities {

    /** The version of ownCloud's server whose clients these answers suit. */
    private static final String COMPATIBLE = "10.11.0.0";

    private final AdvertisedFeatures features;
    private final boolean signedUrls;

    /** @param signedUrls whether URLs of downloads can be signed */
    Capabilities(AdvertisedFeatures features, boolean signedUrls) {
        this.features = features;
        this.signedUrls = signedUrls;
    }

    /** The answer of {@code status.php}. */
    Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("installed", true);
        status.put("maintenance", false);
        status.put("needsDbUpgrade", false);
        status.put("version", COMPATIBLE);
        status.put("versionstring", versionText());
        status.put("edition", "Community");
        status.put("productname", "Weft");
        status.put("product", "Weft");
        status.put("productversion", features.version());
        return status;
    }

    private static String versionText() {
        return COMPATIBLE.substring(0, COMPATIBLE.lastIndexOf('.'));
    }

    /**
     * @param home what the caller's home can do; nothing for a stranger
     * @param shares whether something keeps shares at the moment
     * @param agent the {@code User-Agent} of the client
     */
    Map<String, Object> all(Abilities home, boolean shares, String agent) {
        Map<String, Object> capabilities = new LinkedHashMap<>();
        capabilities.put("core", core());
        if (!home.checksums().isEmpty()) {
            capabilities.put("checksums", checksums(home));
        }
        capabilities.put("files", files(home, agent));
        capabilities.put("dav", dav(home));
        capabilities.put(
                "files_sharing",
                features.links().filter(rules -> shares).map(this::sharing).orElse(Map.of("api_enabled", false)));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("version", versions());
        answer.put("capabilities", capabilities);
        return answer;
    }

    private static Map<String, Object> versions() {
        String[] numbers = COMPATIBLE.split("\\.", -1);
        Map<String, Object> versions = new LinkedHashMap<>();
        versions.put("major", Integer.parseInt(numbers[0]));
        versions.put("minor", Integer.parseInt(numbers[1]));
        versions.put("micro", Integer.parseInt(numbers[2]));
        versions.put("string", versionText());
        versions.put("edition", "Community");
        return versions;
    }

    private Map<String, Object> core() {
        Map<String, Object> core = new LinkedHashMap<>();
        core.put("pollinterval", 60);
        core.put("webdav-root", "remote.php/webdav");
        core.put("status", status());
        core.put("support-url-signing", signedUrls);
        return core;
    }

    private static Map<String, Object> checksums(Abilities home) {
        List<String> types = home.checksums().stream().map(Enum::name).sorted().toList();
        String preferred = home.checksums().contains(Checksum.Algorithm.SHA1) ? "SHA1" : types.getFirst();
        Map<String, Object> checksums = new LinkedHashMap<>();
        checksums.put("supportedTypes", types);
        checksums.put("preferredUploadType", preferred);
        return checksums;
    }

    private Map<String, Object> files(Abilities home, String agent) {
        Map<String, Object> files = new LinkedHashMap<>();
        files.put("bigfilechunking", features.chunks());
        files.put("undelete", home.trash());
        files.put("versioning", home.versions());
        files.put("favorites", home.labels());
        files.put("privateLinks", false);
        files.put("blacklisted_files", List.of());
        if (features.tus()) {
            Map<String, Object> tus = new LinkedHashMap<>();
            tus.put("version", "1.0.0");
            tus.put("resumable", "1.0.0");
            tus.put("extension", "creation,creation-with-upload");
            tus.put("max_chunk_size", miscountsChunks(agent) ? 0 : features.chunk());
            tus.put("http_method_override", "");
            files.put("tus_support", tus);
        }
        if (features.apps()) {
            Map<String, Object> apps = new LinkedHashMap<>();
            apps.put("enabled", true);
            apps.put("version", "1.1.0");
            apps.put("apps_url", "/app/list");
            apps.put("open_url", "/app/open");
            apps.put("new_url", "/app/new");
            files.put("app_providers", List.of(apps));
        }
        features.archives().ifPresent(limits -> files.put("archivers", List.of(archiver(limits))));
        return files;
    }

    /**
     * ownCloud's desktop clients before 3.0 take the offset away twice from what is left: beyond half of a file that needs more than
     * one chunk they send empty ones, for ever. Told of no limit they send the file in one.
     */
    private static boolean miscountsChunks(String agent) {
        return agent.contains("mirall/2.");
    }

    private static Map<String, Object> archiver(ArchiveLimits limits) {
        Map<String, Object> archiver = new LinkedHashMap<>();
        archiver.put("enabled", true);
        archiver.put("version", "2.0.0");
        archiver.put("formats", List.of("tar", "zip"));
        archiver.put("archiver_url", "/archiver");
        archiver.put("max_num_files", Long.toString(limits.entries()));
        archiver.put("max_size", Long.toString(limits.bytes()));
        return archiver;
    }

    private Map<String, Object> sharing(LinkRules links) {
        Map<String, Object> password = new LinkedHashMap<>();
        password.put("enforced", links.passwordRequired());
        Map<String, Object> expiry = new LinkedHashMap<>();
        expiry.put("enabled", links.maxLifetime().isPresent());
        links.maxLifetime().ifPresent(most -> {
            expiry.put("days", Math.max(1, most.toDays()));
            expiry.put("enforced", true);
        });
        Map<String, Object> open = new LinkedHashMap<>();
        open.put("enabled", links.enabled());
        open.put("upload", links.enabled());
        open.put("multiple", true);
        open.put("supports_upload_only", true);
        // ownCloud's word for links that lead those alone who have access anyway.
        open.put("alias", true);
        open.put("send_mail", false);
        open.put("password", password);
        open.put("expire_date", expiry);
        Map<String, Object> sharing = new LinkedHashMap<>();
        sharing.put("api_enabled", true);
        sharing.put("public", open);
        sharing.put("user", Map.of("send_mail", false));
        sharing.put("resharing", true);
        sharing.put("group_sharing", true);
        sharing.put("default_permissions", OcsPermissionBits.ALL);
        sharing.put("search_min_length", UsersApi.SHORTEST_SEARCH);
        sharing.put("user_enumeration", Map.of("enabled", true, "group_members_only", false));
        sharing.put("federation", federation());
        return sharing;
    }

    private Map<String, Object> federation() {
        Map<String, Object> federation = new LinkedHashMap<>();
        federation.put("outgoing", features.federated());
        federation.put("incoming", features.federated());
        return federation;
    }

    private Map<String, Object> dav(Abilities home) {
        Map<String, Object> dav = new LinkedHashMap<>();
        if (features.chunks()) {
            dav.put("chunking", "1.0");
        }
        dav.put("reports", features.reports());
        if (home.trash()) {
            dav.put("trashbin", "1.0");
        }
        return dav;
    }
}
