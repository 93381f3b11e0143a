/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.sharing.peer.OcmProvider;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.peer.ProviderList;
import org.weft.spi.WeftException.InvalidArgument;

/**
 * Reva's {@code ocm-providers.json}, unchanged: a list of sites with their services. Read again when it changes; when it
 * can't be read then, what it said before holds. A domain is compared whole. Thread-safe.
 */
public final class ProvidersFile implements ProviderList {

    private static final Logger LOG = LoggerFactory.getLogger(ProvidersFile.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final long LARGEST = 16 << 20;

    private final Path file;
    private final Clock clock;
    private volatile Read read;

    private ProvidersFile(Path file, Clock clock, Read read) {
        this.file = file;
        this.clock = clock;
        this.read = read;
    }

    /** What the file said, and how it looked then. */
    private record Read(Map<PeerHost, OcmProvider> providers, FileTime changed, long size, Instant looked) {}

    /**
     * Reads the file.
     *
     * @throws IOException when it can't be read, or is no list of providers
     */
    public static ProvidersFile open(Path file, Clock clock) throws IOException {
        return new ProvidersFile(file, clock, read(file, clock.instant()));
    }

    private static Read read(Path file, Instant now) throws IOException {
        FileTime changed = Files.getLastModifiedTime(file);
        long size = Files.size(file);
        if (size > LARGEST) {
            throw new IOException("it has more than " + LARGEST + " bytes");
        }
        List<JsonElement> list = StrictJson.parse(Files.readAllBytes(file))
                .filter(JsonElement::isJsonArray)
                .map(json -> json.getAsJsonArray().asList())
                .orElseThrow(() -> new IOException("it is no JSON list of providers"));
        Map<PeerHost, OcmProvider> providers = new LinkedHashMap<>();
        for (JsonElement element : list) {
            if (element.isJsonObject()) {
                provider(element.getAsJsonObject())
                        .ifPresent(provider -> providers.putIfAbsent(provider.domain(), provider));
            }
        }
        return new Read(Map.copyOf(providers), changed, size, now);
    }

    /** An entry; empty for one without a service for Open Cloud Mesh, or whose domain is no host. */
    private static Optional<OcmProvider> provider(JsonObject entry) {
        String domain = StrictJson.text(entry, "domain").orElse("");
        try {
            OcmProvider provider = new OcmProvider(
                    StrictJson.text(entry, "name").orElse(domain),
                    StrictJson.text(entry, "full_name").orElse(domain),
                    StrictJson.text(entry, "description").orElse(""),
                    StrictJson.text(entry, "organization").orElse(""),
                    PeerHost.parse(domain),
                    StrictJson.text(entry, "homepage").orElse(""),
                    StrictJson.text(entry, "email").orElse(""),
                    services(entry),
                    properties(entry));
            if (provider.service("OCM").isEmpty()) {
                LOG.atWarn().addKeyValue("domain", SafeText.clean(domain)).log("ocm-provider-without-service");
                return Optional.empty();
            }
            return Optional.of(provider);
        } catch (InvalidArgument noHost) {
            LOG.atWarn().addKeyValue("domain", SafeText.clean(domain)).log("ocm-provider-without-host");
            return Optional.empty();
        }
    }

    private static List<OcmProvider.Service> services(JsonObject entry) {
        List<OcmProvider.Service> services = new ArrayList<>();
        for (JsonElement element : StrictJson.list(entry, "services")) {
            if (element.isJsonObject()) {
                JsonObject service = element.getAsJsonObject();
                List<OcmProvider.Endpoint> more = StrictJson.list(service, "additional_endpoints").stream()
                        .filter(JsonElement::isJsonObject)
                        .map(each -> endpoint(each.getAsJsonObject()))
                        .toList();
                services.add(new OcmProvider.Service(
                        StrictJson.text(service, "host").orElse(""),
                        StrictJson.text(service, "api_version").orElse(""),
                        endpoint(StrictJson.object(service, "endpoint").orElseGet(JsonObject::new)),
                        more));
            }
        }
        return services;
    }

    private static OcmProvider.Endpoint endpoint(JsonObject endpoint) {
        JsonObject type = StrictJson.object(endpoint, "type").orElseGet(JsonObject::new);
        JsonElement monitored = endpoint.get("is_monitored");
        return new OcmProvider.Endpoint(
                StrictJson.text(type, "name").orElse(""),
                StrictJson.text(type, "description").orElse(""),
                StrictJson.text(endpoint, "name").orElse(""),
                StrictJson.text(endpoint, "path").orElse(""),
                monitored != null && monitored.isJsonPrimitive() && monitored.getAsBoolean(),
                properties(endpoint));
    }

    private static Map<String, String> properties(JsonObject entry) {
        Map<String, String> properties = new LinkedHashMap<>();
        StrictJson.object(entry, "properties")
                .ifPresent(written -> written.asMap().forEach((name, value) -> {
                    if (value.isJsonPrimitive()) {
                        properties.put(name, value.getAsString());
                    }
                }));
        return properties;
    }

    private Map<PeerHost, OcmProvider> providers() {
        Read now = read;
        if (clock.instant().isAfter(now.looked().plus(PAUSE))) {
            now = again(now);
            read = now;
        }
        return now.providers();
    }

    private Read again(Read before) {
        Instant now = clock.instant();
        try {
            if (Files.getLastModifiedTime(file).equals(before.changed()) && Files.size(file) == before.size()) {
                return new Read(before.providers(), before.changed(), before.size(), now);
            }
            Read after = read(file, now);
            LOG.atInfo().addKeyValue("providers", after.providers().size()).log("ocm-providers-read");
            return after;
        } catch (IOException unreadable) {
            LOG.atWarn().addKeyValue("reason", unreadable.getMessage()).log("ocm-providers-unreadable");
            return new Read(before.providers(), before.changed(), before.size(), now.plus(PAUSE.multipliedBy(30)));
        }
    }

    @Override
    public Optional<OcmProvider> find(PeerHost domain) {
        return Optional.ofNullable(providers().get(domain));
    }

    @Override
    public List<OcmProvider> all() {
        return providers().values().stream()
                .sorted((a, b) -> a.domain().compareTo(b.domain()))
                .toList();
    }

    @Override
    public String federation() {
        return "";
    }
}
