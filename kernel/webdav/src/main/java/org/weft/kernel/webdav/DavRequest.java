/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.http.AuthenticatedUser;
import org.weft.kernel.http.ConditionalHeaders;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.http.PathCodec;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.Caller;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Precondition;

/** One WebDAV request: who, which resource, under which conditions. For one thread. */
final class DavRequest {

    private static final Set<String> NONE = Set.of();

    private final HttpExchange exchange;
    private final FileService files;
    private final DavPath address;
    private final Optional<IfHeader> ifHeader;
    private final Optional<LinkRoot> link;
    private final Optional<GuestBounds> bounds;

    DavRequest(HttpExchange exchange, FileService files, DavPath address) {
        this(exchange, files, address, Optional.empty(), Optional.empty());
    }

    /** A request that must stay within something. */
    DavRequest(HttpExchange exchange, FileService files, DavPath address, GuestBounds guestBounds) {
        this(exchange, files, address, Optional.empty(), Optional.of(guestBounds));
    }

    /** A request of somebody who came by a link, and who is kept within it. */
    DavRequest(HttpExchange exchange, FileService files, DavPath address, LinkRoot link) {
        this(exchange, files, address, Optional.of(link), Optional.of(link::find));
    }

    private DavRequest(
            HttpExchange exchange,
            FileService files,
            DavPath address,
            Optional<LinkRoot> link,
            Optional<GuestBounds> bounds) {
        this.bounds = bounds;
        this.exchange = exchange;
        this.files = files;
        this.address = address;
        this.link = link;
        this.ifHeader = exchange.header("If").map(IfHeader::parse);
    }

    HttpExchange exchange() {
        return exchange;
    }

    Caller caller() {
        return exchange.caller();
    }

    AuthenticatedUser visitor() {
        return exchange.visitor().orElseThrow(() -> new WeftException.Unauthenticated("sign in first"));
    }

    DavPath address() {
        return address;
    }

    Target target() {
        return address.target();
    }

    /** The link that the request came by; empty for one of somebody who signed in. */
    Optional<LinkRoot> link() {
        return link;
    }

    Set<String> tokens() {
        return ifHeader.map(IfHeader::tokens).orElse(NONE);
    }

    Optional<IfHeader> ifHeader() {
        return ifHeader;
    }

    /** The conditions on a change of the request's own resource; that the sender is still let in is one of them. */
    WriteConditions change() {
        return new WriteConditions(ConditionalHeaders.of(exchange).forChange(), tokens(), still(condition()));
    }

    /** A body can be under way for hours, and what lets its sender in may be taken away meanwhile. */
    private WriteConditions.Condition still(WriteConditions.Condition condition) {
        Runnable still = visitor().notRevoked();
        return (target, locks) -> {
            still.run();
            condition.judge(target, locks);
        };
    }

    /** The conditions on what a copy or move puts at its destination; the If header has been judged before. */
    WriteConditions shown() {
        judgeNow();
        return new WriteConditions(
                Precondition.none(), tokens(), still(WriteConditions.plain().condition()));
    }

    /** What the request's entity tags and dates say of the source of a copy or move. */
    Precondition source() {
        return ConditionalHeaders.of(exchange).forChange();
    }

    /**
     * The If header as a condition for the commit: lists about other resources are judged now, those about the
     * request's own then.
     */
    private WriteConditions.Condition condition() {
        if (ifHeader.isEmpty()) {
            return WriteConditions.plain().condition();
        }
        List<IfHeader.Conditions> own = new ArrayList<>();
        for (IfHeader.Conditions list : ifHeader.get().lists()) {
            Optional<DavPath> other = list.resource().map(this::tagged).filter(tagged -> !tagged.isSame(address));
            if (other.isEmpty()) {
                own.add(list);
            } else if (holdsNow(list, other.get())) {
                return WriteConditions.plain().condition();
            }
        }
        return (target, locks) -> judge(own, target, locks);
    }

    /** Judges the whole If header now. */
    void judgeNow() {
        if (ifHeader.isEmpty()) {
            return;
        }
        for (IfHeader.Conditions list : ifHeader.get().lists()) {
            if (holdsNow(list, list.resource().map(this::tagged).orElse(address))) {
                return;
            }
        }
        throw failed();
    }

    private boolean holdsNow(IfHeader.Conditions list, DavPath at) {
        Optional<Resource> there;
        try {
            there = Optional.of(files.stat(caller(), at.target(), new StatSpec(true, false, false, Set.of())));
        } catch (WeftException.NotFound nothing) {
            there = Optional.empty();
        }
        return holds(list, there.map(Resource::node), there.map(Resource::locks).orElse(List.of()));
    }

    private static void judge(List<IfHeader.Conditions> lists, Optional<Node> target, List<Lock> locks) {
        for (IfHeader.Conditions list : lists) {
            if (holds(list, target, locks)) {
                return;
            }
        }
        throw failed();
    }

    private static boolean holds(IfHeader.Conditions list, Optional<Node> target, List<Lock> locks) {
        for (IfHeader.Term term : list.all()) {
            boolean is = switch (term) {
                case IfHeader.Token token -> {
                    String id = LockTokens.read(token.token());
                    yield locks.stream().anyMatch(lock -> lock.id().equals(id));
                }
                case IfHeader.Tag tag ->
                    !tag.weak()
                            && target.filter(node -> node.etag().equals(tag.etag()))
                                    .isPresent();
            };
            if (is == term.not()) {
                return false;
            }
        }
        return true;
    }

    private static WeftException failed() {
        return new WeftException.PreconditionFailed("none of the lists in the If header holds");
    }

    private DavPath tagged(String url) {
        return locate(url, "the If header");
    }

    /** Where a copy or move goes to. */
    DavPath destination() {
        String header = exchange.header("Destination")
                .orElseThrow(() -> new InvalidArgument("a Destination header is missing"));
        return locate(header.strip(), "Destination");
    }

    /** Finds what an absolute URL or absolute path of this server names. */
    private DavPath locate(String url, String where) {
        if (url.indexOf('#') >= 0) {
            throw new InvalidArgument(where + " holds a '#': a name that has one writes it as %23");
        }
        String path = url;
        if (!url.startsWith("/")) {
            path = pathOf(url, where);
        }
        int end = path.indexOf('?') >= 0 ? path.indexOf('?') : path.length();
        String decoded = PathCodec.decode(withoutPrefix(path.substring(0, end)));
        if (bounds.isPresent()) {
            return bounds.get()
                    .find(decoded)
                    .orElseThrow(() -> new WeftException.Forbidden("what is shared stays within it"));
        }
        return switch (DavTrees.find(decoded, visitor())) {
            case DavTrees.InTree in -> in.address();
            case DavTrees.Above above ->
                throw new WeftException.Forbidden("'" + decoded + "' only leads to what can be changed");
            case DavTrees.Spaces spaces ->
                throw new WeftException.Forbidden("'" + decoded + "' only leads to what can be changed");
            case DavTrees.Bin bin ->
                throw new WeftException.Forbidden("nothing can be put into the trash: delete it instead");
            case DavTrees.Meta meta ->
                throw new WeftException.Forbidden("'" + decoded + "' tells of a file and holds nothing");
            case DavTrees.Chunks chunks ->
                throw new WeftException.Forbidden("'" + decoded + "' holds chunks of uploads and nothing else");
            case DavTrees.Resumed resumed ->
                throw new WeftException.Forbidden("'" + decoded + "' is an upload and holds nothing");
        };
    }

    /** Clients write paths as they know them, and some proxies have taken the prefix away here too. */
    private String withoutPrefix(String path) {
        String prefix = exchange.publicPrefix();
        return !prefix.isEmpty() && path.startsWith(prefix + "/") ? path.substring(prefix.length()) : path;
    }

    private String pathOf(String url, String where) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException malformed) {
            throw new InvalidArgument(where + " is to hold an absolute URL or an absolute path");
        }
        if (uri.getRawAuthority() == null || uri.getRawPath() == null) {
            throw new InvalidArgument(where + " is to hold an absolute URL or an absolute path");
        }
        if (!isHere(uri.getRawAuthority())) {
            throw new HttpFailure(
                    502, where + " names another server, " + uri.getRawAuthority() + "; copy by way of your client");
        }
        return uri.getRawPath();
    }

    private boolean isHere(String authority) {
        String site = exchange.site();
        String own = site.substring(site.indexOf("://") + 3);
        int slash = own.indexOf('/');
        return authority.equalsIgnoreCase(exchange.authority())
                || authority.equalsIgnoreCase(slash < 0 ? own : own.substring(0, slash));
    }
}
