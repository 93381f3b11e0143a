/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.weft.kernel.http.Access;
import org.weft.kernel.http.Endpoint;
import org.weft.kernel.http.Exchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.http.Router;
import org.weft.kernel.http.Visitor;
import org.weft.kernel.service.Abilities;
import org.weft.kernel.service.Files;
import org.weft.kernel.service.Resource;
import org.weft.kernel.service.Target;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.RelPath;

/**
 * What ownCloud's sync clients ask before they sync: status, capabilities, the user. What is promised is what the
 * caller's home can really do.
 */
public final class Ocs {

    /** The version of ownCloud's server whose clients these answers suit. */
    private static final String COMPATIBLE = "10.11.0.0";

    private final Files files;
    private final String version;

    /**
     * @param version Weft's version
     */
    public Ocs(Files files, String version) {
        this.files = files;
        this.version = version;
    }

    /** Takes its places in the URL space. */
    public void register(Router router) {
        router.at("/status.php", Access.OPEN, this::status);
        for (boolean first : new boolean[] {true, false}) {
            String root = first ? "/ocs/v1.php" : "/ocs/v2.php";
            Envelope envelope = new Envelope(first);
            router.at(root, Access.OPEN, endpoint(envelope, exchange -> {
                throw new HttpFailure(404, "there is no such OCS endpoint here");
            }));
            router.at(
                    root + "/cloud/capabilities",
                    Access.OPEN,
                    endpoint(envelope, exchange -> envelope.answer(exchange, capabilities(exchange))));
            router.at(
                    root + "/cloud/user",
                    Access.SIGNED_IN,
                    endpoint(envelope, exchange -> envelope.answer(exchange, user(exchange))));
        }
    }

    private static Endpoint endpoint(Envelope envelope, Endpoint inner) {
        return new Endpoint() {
            @Override
            public void handle(Exchange exchange) throws IOException {
                if (!Set.of("GET", "HEAD", "OPTIONS").contains(exchange.method())) {
                    exchange.header("Allow", "GET, HEAD");
                    throw new HttpFailure(405, exchange.method() + " has no meaning at this address");
                }
                inner.handle(exchange);
            }

            @Override
            public Envelope errors() {
                return envelope;
            }
        };
    }

    private void status(Exchange exchange) throws IOException {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("installed", true);
        status.put("maintenance", false);
        status.put("needsDbUpgrade", false);
        status.put("version", COMPATIBLE);
        status.put("versionstring", COMPATIBLE.substring(0, COMPATIBLE.lastIndexOf('.')));
        status.put("edition", "Community");
        status.put("productname", "Weft");
        status.put("product", "Weft");
        status.put("productversion", version);
        exchange.send("application/json; charset=utf-8", Shape.json(status).getBytes(StandardCharsets.UTF_8));
    }

    private Map<String, Object> capabilities(Exchange exchange) {
        Abilities home = exchange.visitor().map(visitor -> abilities(exchange)).orElseGet(Abilities::none);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("version", versions());
        Map<String, Object> capabilities = new LinkedHashMap<>();
        capabilities.put("core", core());
        if (!home.checksums().isEmpty()) {
            capabilities.put("checksums", checksums(home));
        }
        capabilities.put("files", files(home));
        capabilities.put("dav", dav(home));
        capabilities.put("files_sharing", Map.of("api_enabled", false));
        answer.put("capabilities", capabilities);
        return answer;
    }

    private Abilities abilities(Exchange exchange) {
        try {
            return files.abilities(exchange.caller(), Target.path(RelPath.parse("home")));
        } catch (WeftException noHome) {
            return Abilities.none();
        }
    }

    private static Map<String, Object> versions() {
        String[] numbers = COMPATIBLE.split("\\.", -1);
        Map<String, Object> versions = new LinkedHashMap<>();
        versions.put("major", Integer.parseInt(numbers[0]));
        versions.put("minor", Integer.parseInt(numbers[1]));
        versions.put("micro", Integer.parseInt(numbers[2]));
        versions.put("string", COMPATIBLE.substring(0, COMPATIBLE.lastIndexOf('.')));
        versions.put("edition", "Community");
        return versions;
    }

    private Map<String, Object> core() {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("installed", true);
        status.put("maintenance", false);
        status.put("needsDbUpgrade", false);
        status.put("version", COMPATIBLE);
        status.put("productname", "Weft");
        status.put("product", "Weft");
        status.put("productversion", version);
        Map<String, Object> core = new LinkedHashMap<>();
        core.put("pollinterval", 60);
        core.put("webdav-root", "remote.php/webdav");
        core.put("status", status);
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

    private static Map<String, Object> files(Abilities home) {
        Map<String, Object> files = new LinkedHashMap<>();
        files.put("bigfilechunking", false);
        files.put("undelete", home.trash());
        files.put("versioning", home.versions());
        files.put("favorites", home.labels());
        files.put("privateLinks", false);
        files.put("blacklisted_files", List.of());
        return files;
    }

    private static Map<String, Object> dav(Abilities home) {
        Map<String, Object> dav = new LinkedHashMap<>();
        dav.put("reports", List.of());
        if (home.trash()) {
            dav.put("trashbin", "1.0");
        }
        return dav;
    }

    private Map<String, Object> user(Exchange exchange) {
        Visitor visitor = exchange.visitor().orElseThrow();
        Map<String, Object> user = new LinkedHashMap<>();
        user.put("id", visitor.user().username());
        String name = visitor.user().displayName();
        user.put("display-name", name.isEmpty() ? visitor.user().username() : name);
        user.put("email", visitor.user().mail());
        user.put("quota", quota(exchange));
        return user;
    }

    private Map<String, Object> quota(Exchange exchange) {
        Map<String, Object> answer = new LinkedHashMap<>();
        try {
            Resource home = files.home(exchange.caller());
            Quota quota = files.quota(exchange.caller(), Target.id(home.id()));
            long used = quota.used().orElse(0);
            quota.remaining().ifPresent(free -> answer.put("free", free));
            answer.put("used", used);
            if (quota.total().isPresent()) {
                long total = quota.total().getAsLong();
                answer.put("total", total);
                answer.put("relative", total == 0 ? 0 : Math.round(10_000.0 * used / total) / 100.0);
            }
            answer.put("definition", quota.total().isPresent() ? "default" : "none");
        } catch (WeftException.NotFound | WeftException.Unsupported noHome) {
            answer.put("definition", "none");
        }
        return answer;
    }
}
