/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.peer;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.WeftException.InvalidArgument;

/**
 * What is known of another site before it is asked; texts may be empty.
 *
 * @param domain the host by which its users are addressed
 */
public record OcmProvider(
        String name,
        String fullName,
        String description,
        String organization,
        PeerHost domain,
        String homepage,
        String email,
        List<Service> services,
        Map<String, String> properties) {

    public OcmProvider {
        services = List.copyOf(services);
        properties = Map.copyOf(properties);
    }

    /** A site of which only host and name are known. */
    public static OcmProvider of(PeerHost domain, String fullName) {
        return new OcmProvider(domain.text(), fullName, "", "", domain, "", "", List.of(), Map.of());
    }

    /** A service of a site. */
    public record Service(String host, String apiVersion, Endpoint endpoint, List<Endpoint> additional) {

        public Service {
            additional = List.copyOf(additional);
        }
    }

    /**
     * Where a service is.
     *
     * @param type such as {@code OCM} or {@code Webdav}
     * @param path a URL, or a path
     */
    public record Endpoint(
            String type,
            String typeDescription,
            String name,
            String path,
            boolean monitored,
            Map<String, String> properties) {

        public Endpoint {
            properties = Map.copyOf(properties);
        }
    }

    /** The service of a type, whatever the case. */
    public Optional<Service> service(String type) {
        return services.stream()
                .filter(service -> service.endpoint().type().equalsIgnoreCase(type))
                .findFirst();
    }

    /** The hosts that serve for this site beside its domain, because whoever runs this one says so. */
    public Set<PeerHost> hosts() {
        Set<PeerHost> hosts = new LinkedHashSet<>();
        for (Service service : services) {
            List<Endpoint> endpoints = new ArrayList<>(service.additional());
            endpoints.addFirst(service.endpoint());
            add(service.host(), hosts);
            for (Endpoint endpoint : endpoints) {
                if (endpoint.path().contains("://")) {
                    try {
                        URI url = URI.create(endpoint.path());
                        add(url.getScheme() + "://" + url.getRawAuthority(), hosts);
                    } catch (IllegalArgumentException malformed) {
                        // An entry that names no host allows none.
                    }
                }
            }
        }
        hosts.remove(domain);
        return hosts;
    }

    private static void add(String written, Set<PeerHost> hosts) {
        try {
            if (!written.isEmpty()) {
                hosts.add(PeerHost.parse(written));
            }
        } catch (InvalidArgument noHost) {
            // An entry that names no host allows none.
        }
    }
}
