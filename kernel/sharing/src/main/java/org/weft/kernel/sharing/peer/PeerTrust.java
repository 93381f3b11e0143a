/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.peer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;

/** Which other sites this one speaks with. Judged before anything is asked of them. Thread-safe. */
public final class PeerTrust {

    private final Rules rules;
    private final List<ProviderList> sources;

    /**
     * @param sources where peers are listed; with none every server is a peer
     */
    public PeerTrust(Rules rules, List<ProviderList> sources) {
        this.rules = rules;
        this.sources = List.copyOf(sources);
    }

    /**
     * What is asked of a site beside being listed.
     *
     * @param own the host by which peers know this site, which is no peer of itself; empty when it has none
     * @param denied hosts, or {@code *.domain}, in small letters
     * @param ports whether a server that no list names may have a port in its address
     */
    public record Rules(Optional<PeerHost> own, Set<String> denied, boolean ports) {

        public Rules {
            denied = Set.copyOf(denied);
        }

        /**
         * Reads what an operator wrote.
         *
         * @param denied as an operator wrote them
         * @throws InvalidArgument when one is no host
         */
        public static Rules of(Optional<PeerHost> own, List<String> denied, boolean ports) {
            List<String> normal = new ArrayList<>();
            for (String host : denied) {
                String lower = host.strip().toLowerCase(Locale.ROOT);
                normal.add(
                        lower.startsWith("*.")
                                ? "*." + PeerHost.parse(lower.substring(2))
                                : PeerHost.parse(lower).text());
            }
            return new Rules(own, Set.copyOf(normal), ports);
        }

        private boolean deny(PeerHost host) {
            if (denied.contains(host.text()) || denied.contains(host.name())) {
                return true;
            }
            for (int dot = host.name().indexOf('.'); dot >= 0; dot = host.name().indexOf('.', dot + 1)) {
                if (denied.contains("*" + host.name().substring(dot))) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Whether every server is a peer that is not denied. */
    public boolean isOpen() {
        return sources.isEmpty();
    }

    /** Whether some are denied. */
    public boolean hasDenied() {
        return !rules.denied().isEmpty();
    }

    /**
     * Refuses a site that is no peer.
     *
     * @throws Forbidden with the reason
     */
    public void require(PeerHost host) {
        if (rules.deny(host)) {
            throw new Forbidden(host + " is on this site's list of servers it does not speak with");
        }
        if (rules.own().filter(host::equals).isPresent()) {
            throw new Forbidden(host + " is this site itself");
        }
        boolean listed = known(host).isPresent();
        if (!listed && !isOpen()) {
            throw new Forbidden(host + " is on none of the lists of this site's partners");
        }
        if (!listed && host.port().isPresent() && !rules.ports()) {
            throw new Forbidden(host + " has a port in its address, which is allowed for listed partners only");
        }
    }

    public boolean isAllowed(PeerHost host) {
        try {
            require(host);
            return true;
        } catch (Forbidden stranger) {
            return false;
        }
    }

    /** What the lists tell of a site. */
    public Optional<OcmProvider> known(PeerHost host) {
        return sources.stream().flatMap(source -> source.find(host).stream()).findFirst();
    }

    /** Listed sites that are not denied and whose name or domain contains the text, each once. */
    public List<OcmProvider> search(String text) {
        String folded = text.toLowerCase(Locale.ROOT);
        Map<PeerHost, OcmProvider> found = new LinkedHashMap<>();
        for (ProviderList source : sources) {
            for (OcmProvider provider : source.all()) {
                if (!rules.deny(provider.domain()) && matches(provider, folded)) {
                    found.putIfAbsent(provider.domain(), provider);
                }
            }
        }
        return List.copyOf(found.values());
    }

    private static boolean matches(OcmProvider provider, String folded) {
        return provider.domain().text().contains(folded)
                || provider.name().toLowerCase(Locale.ROOT).contains(folded)
                || provider.fullName().toLowerCase(Locale.ROOT).contains(folded);
    }

    /** The lists that are a federation's, by its name, without what is denied. */
    public Map<String, List<OcmProvider>> federations() {
        Map<String, List<OcmProvider>> federations = new LinkedHashMap<>();
        for (ProviderList source : sources) {
            if (!source.federation().isEmpty()) {
                federations
                        .computeIfAbsent(source.federation(), name -> new ArrayList<>())
                        .addAll(source.all().stream()
                                .filter(provider -> !rules.deny(provider.domain()))
                                .toList());
            }
        }
        return federations;
    }
}
