/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.ocs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.weft.kernel.sharing.link.LinkRules;
import org.weft.kernel.storage.archive.ArchiveLimits;
import org.weft.kernel.storage.mount.Abilities;
import org.weft.spi.storage.Checksum;

/** Each promise stands for something that is on, and is not made where it is off. */
class CapabilitiesTest {

    private static final Abilities EVERYTHING =
            new Abilities(true, true, true, true, true, true, true, true, true, true, Set.of(Checksum.Algorithm.SHA1));
    private static final AdvertisedFeatures ALL = new AdvertisedFeatures("1", true, true, List.of("filter-files"))
            .with(new ArchiveLimits(10, 20))
            .sharing(LinkRules.usual())
            .federated(true)
            .opening(true);

    private static JsonObject told(AdvertisedFeatures features, boolean signing, Abilities home, boolean shares) {
        return told(features, signing, home, shares, "Mozilla/5.0 (Linux) mirall/3.2.1 (ownCloud)");
    }

    private static JsonObject told(
            AdvertisedFeatures features, boolean signing, Abilities home, boolean shares, String agent) {
        return JsonParser.parseString(OcsSerializer.json(new Capabilities(features, signing).all(home, shares, agent)))
                .getAsJsonObject()
                .getAsJsonObject("capabilities");
    }

    private static JsonElement at(JsonObject all, String path) {
        JsonElement found = all;
        for (String name : path.split("/", -1)) {
            found = found.getAsJsonObject().get(name);
        }
        return found;
    }

    private static boolean is(JsonObject all, String path) {
        return at(all, path).getAsBoolean();
    }

    @Test
    void a_client_that_miscounts_parts_is_told_to_send_files_in_one() {
        String path = "files/tus_support/max_chunk_size";
        String old = "Mozilla/5.0 (Linux) mirall/2.11.0 (ownCloud, ubuntu-6.1 ClientArchitecture: x86_64)";
        assertThat(at(told(ALL, true, EVERYTHING, true), path).getAsLong()).isEqualTo(AdvertisedFeatures.USUAL_CHUNK);
        assertThat(at(told(ALL, true, EVERYTHING, true, old), path).getAsLong()).isZero();
    }

    @Test
    void where_everything_is_on_all_is_promised() {
        JsonObject all = told(ALL, true, EVERYTHING, true);
        for (String path : List.of(
                "core/support-url-signing",
                "files/bigfilechunking",
                "files/undelete",
                "files/versioning",
                "files/favorites",
                "files_sharing/api_enabled",
                "files_sharing/public/enabled",
                "files_sharing/public/upload",
                "files_sharing/federation/outgoing",
                "files_sharing/federation/incoming")) {
            assertThat(is(all, path)).as(path).isTrue();
        }
        assertThat(at(all, "checksums/supportedTypes").toString()).isEqualTo("[\"SHA1\"]");
        assertThat(at(all, "dav/chunking").getAsString()).isEqualTo("1.0");
        assertThat(at(all, "dav/trashbin").getAsString()).isEqualTo("1.0");
        assertThat(at(all, "dav/reports").toString()).isEqualTo("[\"filter-files\"]");
        assertThat(at(all, "files/tus_support/version").getAsString()).isEqualTo("1.0.0");
        assertThat(at(all, "files/archivers").getAsJsonArray()).hasSize(1);
        assertThat(at(all, "files/app_providers").getAsJsonArray()).hasSize(1);
    }

    @Test
    void where_nothing_is_on_nothing_is_promised() {
        JsonObject none = told(AdvertisedFeatures.few("1"), false, Abilities.none(), false);
        for (String path : List.of(
                "core/support-url-signing",
                "files/bigfilechunking",
                "files/undelete",
                "files/versioning",
                "files/favorites",
                "files/privateLinks",
                "files_sharing/api_enabled")) {
            assertThat(is(none, path)).as(path).isFalse();
        }
        assertThat(none.has("checksums")).isFalse();
        assertThat(at(none, "dav/reports").getAsJsonArray()).isEmpty();
        assertThat(none.getAsJsonObject("dav").keySet()).containsExactly("reports");
        assertThat(none.getAsJsonObject("files").keySet()).doesNotContain("tus_support", "archivers", "app_providers");
        assertThat(none.getAsJsonObject("files_sharing").keySet()).containsExactly("api_enabled");
    }

    @Test
    void nobody_is_mailed_and_there_are_no_notifications_and_no_links_for_insiders() {
        JsonObject all = told(ALL, true, EVERYTHING, true);
        assertThat(is(all, "files_sharing/public/send_mail")).isFalse();
        assertThat(is(all, "files_sharing/user/send_mail")).isFalse();
        assertThat(is(all, "files/privateLinks")).isFalse();
        assertThat(all.keySet()).doesNotContain("notifications", "spaces");
    }

    @Test
    void what_a_site_says_of_links_is_what_clients_hear() {
        JsonObject strict =
                told(ALL.sharing(new LinkRules(true, true, Optional.of(Duration.ofDays(7)))), true, EVERYTHING, true);
        assertThat(is(strict, "files_sharing/public/password/enforced")).isTrue();
        assertThat(at(strict, "files_sharing/public/expire_date/days").getAsInt())
                .isEqualTo(7);
        assertThat(is(strict, "files_sharing/public/expire_date/enforced")).isTrue();

        JsonObject off = told(ALL.sharing(new LinkRules(false, false, Optional.empty())), true, EVERYTHING, true);
        assertThat(is(off, "files_sharing/public/enabled")).isFalse();
        assertThat(is(off, "files_sharing/public/upload")).isFalse();
        assertThat(is(off, "files_sharing/api_enabled")).isTrue();
    }
}
