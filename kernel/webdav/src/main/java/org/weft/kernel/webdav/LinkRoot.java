/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.sharing.link.LinkSignatures;
import org.weft.kernel.sharing.link.LinkSignatures.Signature;
import org.weft.kernel.sharing.link.LinkType;
import org.weft.kernel.sharing.link.LinkVisitor;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/**
 * The tree below a public link, for one request: the shared folder; or, for a single file, a folder that is nowhere else
 * and shows the file under its name.
 */
final class LinkRoot {

    static final List<String> PATHS = List.of("/remote.php/dav/public-files", "/dav/public-files");

    private final LinkVisitor visitor;
    private final LinkSignatures signatures;
    private final Resource resource;
    private final String base;
    private @Nullable Optional<Signature> signature;

    /**
     * @param resource what the link leads to
     * @param base the decoded path of the link's top as this request names it, without a slash at its end
     */
    LinkRoot(LinkVisitor visitor, LinkSignatures signatures, Resource resource, String base) {
        this.visitor = visitor;
        this.signatures = signatures;
        this.resource = resource;
        this.base = base;
    }

    LinkVisitor visit() {
        return visitor;
    }

    boolean isFolder() {
        return resource.isFolder();
    }

    boolean isUploadOnly() {
        return visitor.kind() == LinkType.UPLOAD_ONLY;
    }

    /** Opens the link without its password; empty where it has none. */
    Optional<Signature> signature() {
        if (signature == null) {
            signature = signatures.sign(visitor.link());
        }
        return signature;
    }

    /**
     * What a path below the top names.
     *
     * @throws NotFound when it names nothing that a link to a file has
     */
    DavPath at(String below) {
        RelPath path = RelPath.parse(below);
        boolean slash = below.endsWith("/");
        if (isFolder() || path.isRoot()) {
            return new DavPath(base, visitor.target(), path, slash);
        }
        if (path.depth() != 1 || !path.name().equals(resource.name())) {
            throw new NotFound("there is no such resource, or you may not see it");
        }
        return file();
    }

    /** The one file, found by its name, so that it can be written. */
    DavPath file() {
        Target folder = resource.parent().map(Target::id).orElseThrow(() -> new NotFound("the file has no folder"));
        return new DavPath(base, folder, RelPath.root().resolve(resource.node().name()), false);
    }

    /** What a decoded path of this server names, if it lies in the same link. */
    Optional<DavPath> find(String decoded) {
        for (String path : PATHS) {
            String top = path + '/' + visitor.link().token();
            if (decoded.equals(top) || decoded.startsWith(top + '/')) {
                return Optional.of(at(decoded.substring(top.length())));
            }
        }
        return Optional.empty();
    }

    /** The folder that shows a single file. */
    Resource folderOf(Resource file) {
        Node node = Node.builder(
                        file.node().space(), new NodeId("link-" + visitor.link().id()), Kind.FOLDER, RelPath.root())
                .etag(file.node().etag())
                .mtime(file.node().mtime())
                .size(file.node().size())
                .build();
        return new Resource(
                new ResourceId(file.id().storage(), file.id().space(), node.id()),
                Optional.empty(),
                RelPath.root(),
                false,
                node,
                file.owner(),
                Rights.of(Right.STAT, Right.LIST_CONTAINER),
                List.of(),
                java.util.Map.of(),
                java.util.Set.of());
    }
}
