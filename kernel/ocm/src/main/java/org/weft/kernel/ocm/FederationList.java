/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.http.client.OutboundClient;
import org.weft.kernel.http.client.OutboundFailure;
import org.weft.kernel.http.client.OutboundRequest;
import org.weft.kernel.http.client.OutboundRequest.Answer;
import org.weft.kernel.ocm.signature.InvalidSignature;
import org.weft.kernel.ocm.signature.SignedDocument;
import org.weft.kernel.ocm.signature.TrustedKeys;
import org.weft.kernel.sharing.peer.OcmProvider;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.peer.ProviderList;
import org.weft.spi.WeftException.InvalidArgument;

/**
 * The list of servers that a federation publishes, signed. Fetched again now and then; when that fails, or the list is not
 * signed by the federation, the last good one holds. Thread-safe; answers from memory.
 */
public final class FederationList implements ProviderList {

    private static final Logger LOG = LoggerFactory.getLogger(FederationList.class);
    private static final Duration TIME = Duration.ofSeconds(10);
    private static final int LARGEST = 4 << 20;
    private static final int MOST = 10_000;

    private final URI url;
    private final Optional<TrustedKeys> keys;
    private final Duration pause;
    private final boolean lab;
    private final OutboundClient outbound;
    private final Clock clock;
    private volatile Known known = new Known("", Map.of());
    private volatile Instant due = Instant.MIN;

    /**
     * @param keys whose signature is demanded; empty when none is
     * @param pause between two fetches
     * @param lab whether servers without TLS are listed
     */
    public FederationList(
            URI url, Optional<TrustedKeys> keys, Duration pause, boolean lab, OutboundClient outbound, Clock clock) {
        this.url = url;
        this.keys = keys;
        this.pause = pause;
        this.lab = lab;
        this.outbound = outbound;
        this.clock = clock;
    }

    private record Known(String federation, Map<PeerHost, OcmProvider> servers) {}

    /** Fetches the list when it is time to. */
    public void refresh() {
        Instant now = clock.instant();
        if (now.isBefore(due)) {
            return;
        }
        due = now.plus(pause);
        try {
            Answer answer = outbound.send(OutboundRequest.get(url, Map.of("Accept", "*/*")), LARGEST, TIME);
            if (answer.status() != 200) {
                failed("it answers " + answer.status());
                return;
            }
            JsonObject list = opened(new String(answer.body(), StandardCharsets.UTF_8));
            known = new Known(SafeText.clean(StrictJson.text(list, "federation").orElse("")), servers(list));
            LOG.atDebug().addKeyValue("servers", known.servers().size()).log("ocm-directory-read");
        } catch (OutboundFailure | InvalidSignature failure) {
            failed(String.valueOf(failure.getMessage()));
        }
    }

    private void failed(String reason) {
        LOG.atWarn()
                .addKeyValue("directory", url.getHost())
                .addKeyValue("reason", reason)
                .log("ocm-directory-failed");
    }

    private JsonObject opened(String text) throws InvalidSignature {
        if (keys.isPresent()) {
            return object(SignedDocument.open(text, keys.get()));
        }
        // Without a key everything is believed; also the form in the standard's example, whose payload is no text.
        Optional<JsonObject> document = StrictJson.object(text.getBytes(StandardCharsets.UTF_8));
        if (document.isPresent() && document.get().has("servers")) {
            return document.get();
        }
        Optional<JsonObject> plain = document.flatMap(outer -> StrictJson.object(outer, "payload"));
        return plain.isPresent() ? plain.get() : object(SignedDocument.unchecked(text));
    }

    private static JsonObject object(byte[] payload) {
        return StrictJson.object(payload).orElseGet(JsonObject::new);
    }

    private Map<PeerHost, OcmProvider> servers(JsonObject list) {
        Map<PeerHost, OcmProvider> servers = new LinkedHashMap<>();
        for (JsonElement element : StrictJson.list(list, "servers")) {
            if (element.isJsonObject() && servers.size() < MOST) {
                JsonObject server = element.getAsJsonObject();
                String name =
                        SafeText.clean(StrictJson.text(server, "displayName").orElse(""));
                host(StrictJson.text(server, "url").orElse(""))
                        .ifPresent(host ->
                                servers.putIfAbsent(host, OcmProvider.of(host, name.isEmpty() ? host.text() : name)));
            }
        }
        return servers;
    }

    private Optional<PeerHost> host(String written) {
        boolean known = written.startsWith("https://") || (lab && written.startsWith("http://"));
        try {
            return known ? Optional.of(PeerHost.parse(written)) : Optional.empty();
        } catch (InvalidArgument noHost) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<OcmProvider> find(PeerHost domain) {
        return Optional.ofNullable(known.servers().get(domain));
    }

    @Override
    public List<OcmProvider> all() {
        return List.copyOf(known.servers().values());
    }

    @Override
    public String federation() {
        Known now = known;
        return now.federation().isEmpty() ? url.getHost() : now.federation();
    }
}
