/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.sharing.peer.PeerHost;

/**
 * Another site, as its discovery document tells. All its URLs are of the site itself, or of a host that whoever runs this
 * site has named.
 *
 * @param host by which it is known
 * @param origin scheme and authority at which the document was found
 * @param endPoint where it takes what others have to say, without a slash at the end
 * @param version what it says it speaks; for the form of messages only, never for what it can do
 * @param provider what it calls itself; may be empty
 * @param resourceTypes what can be shared with it, by name
 * @param tokenEndPoint where it gives tokens
 * @param inviteAcceptDialog where its users accept invitations
 * @param jwksUri where its keys are
 * @param oldKey its key for signatures as in version 1.2
 * @param report how it was found, for operators
 */
public record Peer(
        PeerHost host,
        URI origin,
        URI endPoint,
        ApiVersion version,
        String provider,
        Set<Capability> capabilities,
        Set<Criterion> criteria,
        Map<String, ResourceType> resourceTypes,
        Optional<URI> tokenEndPoint,
        Optional<URI> inviteAcceptDialog,
        Optional<URI> jwksUri,
        Optional<OldKey> oldKey,
        Report report) {

    public Peer {
        capabilities = Set.copyOf(capabilities);
        criteria = Set.copyOf(criteria);
        resourceTypes = Map.copyOf(resourceTypes);
    }

    /**
     * What a peer does with one type of resource.
     *
     * @param protocols by name; the value is what the peer wrote, an object as JSON
     */
    public record ResourceType(String name, Set<String> shareTypes, Map<String, String> protocols) {

        public ResourceType {
            shareTypes = Set.copyOf(shareTypes);
            protocols = Map.copyOf(protocols);
        }
    }

    /**
     * A key that the discovery document itself holds, as version 1.2 has it.
     *
     * @param pem the public key
     */
    public record OldKey(String keyId, String pem) {}

    /**
     * How the document was found and read.
     *
     * @param found the URL that answered
     * @param older what was said in words of older versions
     * @param doubts what was not as it should be, and was left out or overlooked
     */
    public record Report(URI found, List<String> older, List<String> doubts) {

        public Report {
            older = List.copyOf(older);
            doubts = List.copyOf(doubts);
        }
    }

    public boolean can(Capability capability) {
        return capabilities.contains(capability);
    }

    public boolean demands(Criterion criterion) {
        return criteria.contains(criterion);
    }

    /** A URL below its end point. */
    public URI at(String name) {
        return URI.create(endPoint + "/" + name);
    }

    /** Whether shares are sent in the form with a member for each protocol; else in that of 1.0. */
    public boolean takesProtocolObjects() {
        return can(Capability.PROTOCOL_OBJECT) || version.isAtLeast(1, 1);
    }

    /**
     * Whether a share of this kind can be sent. A file for a user over WebDAV always can; other kinds only where the peer
     * says so, which the versions before 1.4 had no word for: there, what it can send it can take.
     */
    public boolean takes(String resourceType, String shareType, String protocol) {
        if (resourceType.equals("file") && shareType.equals("user") && protocol.equals("webdav")) {
            return true;
        }
        ResourceType type = resourceTypes.get(resourceType);
        if (type == null || !type.shareTypes().contains(shareType)) {
            return false;
        }
        return type.protocols().containsKey(protocol + "-receive")
                || (!version.isAtLeast(1, 4) && type.protocols().containsKey(protocol));
    }

    /** Whether the peer wants the id of a resource in place of its URL. */
    public boolean wantsRelativeUris() {
        return resourceTypes.values().stream()
                .map(type -> type.protocols().getOrDefault("webdav-receive", ""))
                .anyMatch(receive -> receive.contains("\"relative\""));
    }

    /** Where what it shares is read over WebDAV; with a slash at the end. Empty when it does not say. */
    public Optional<URI> webdav() {
        for (String name : List.of("file", "folder")) {
            ResourceType type = resourceTypes.get(name);
            String path = type == null ? "" : type.protocols().getOrDefault("webdav", "");
            if (path.startsWith("/")) {
                return Optional.of(URI.create(origin + path + (path.endsWith("/") ? "" : "/")));
            }
        }
        return Optional.empty();
    }
}
