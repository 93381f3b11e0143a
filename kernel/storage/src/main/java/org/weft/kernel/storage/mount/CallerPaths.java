/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.mount;

import java.util.regex.Pattern;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.ChecksumMismatch;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;

/**
 * The paths in a driver's words as a caller may read them. A driver names paths from the root of its tree, which tell where a
 * user's files lie in it and, to a visitor of a link, how the folders above the shared one are called.
 */
public final class CallerPaths {

    /** A path, where it can't be the slash of an entity tag or a media type. */
    private static final Pattern PATH = Pattern.compile("(?:^|(?<=[\\s'(]))/");

    private CallerPaths() {}

    /**
     * The same failure in words for the caller.
     *
     * @param inner the path at which the caller's view begins
     * @param veiled whether names between there and the target may be ones that the caller may not see
     * @param target what the driver was asked for
     */
    public static WeftException told(WeftException failure, RelPath inner, boolean veiled, Ref target) {
        String text = failure.text();
        String shown = veiled ? below(text, inner, target.path()) : from(text, inner);
        return shown.equals(text) ? failure : like(failure, shown);
    }

    private static String from(String text, RelPath inner) {
        if (inner.isRoot()) {
            return text;
        }
        String above = "/" + inner;
        return text.replace(above + "/", "/").replace(above, "/");
    }

    /** What is told of paths below something whose own path is not told: from there on, or nothing. */
    private static String below(String text, RelPath inner, RelPath named) {
        var path = PATH.matcher(text);
        if (!path.find() || !text.startsWith(inner.isRoot() ? "/" : "/" + inner, path.start())) {
            return text;
        }
        for (RelPath known = named; !known.isRoot(); known = known.parent()) {
            int at = text.lastIndexOf("/" + known);
            if (at >= path.start()) {
                return text.substring(0, path.start()) + text.substring(at);
            }
        }
        return "";
    }

    private static WeftException like(WeftException failure, String shown) {
        WeftException told = switch (failure) {
            case NotFound missing -> missing(missing, shown);
            case AlreadyExists taken -> new AlreadyExists(or(shown, "something of this name exists already"));
            case Conflict conflict ->
                new Conflict(or(shown, "a file is where a folder is needed, or a folder where a file is"));
            case Forbidden forbidden -> new Forbidden(or(shown, "that is not allowed there"));
            case InvalidArgument invalid -> new InvalidArgument(or(shown, "that can't be done with what is there"));
            case PreconditionFailed changed -> new PreconditionFailed(or(shown, "what is there has changed"));
            case ChecksumMismatch mismatch -> new ChecksumMismatch(or(shown, "the checksum is another"));
            case Locked locked -> new Locked(or(shown, "it is locked"));
            case NoSpace full -> new NoSpace(or(shown, "there is no room for it"));
            case Unsupported unsupported -> new Unsupported(or(shown, "that can't be done there"));
            default -> failure;
        };
        if (told != failure) {
            told.addSuppressed(failure);
        }
        return told;
    }

    private static NotFound missing(NotFound failure, String shown) {
        return failure.isParent()
                ? NotFound.parent(or(shown, "the folder that this should go into does not exist; make it first"))
                : new NotFound(or(shown, "there is nothing there"));
    }

    private static String or(String shown, String instead) {
        return shown.isEmpty() ? instead : shown;
    }
}
