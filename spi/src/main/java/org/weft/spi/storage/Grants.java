/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.io.IOException;
import java.util.List;
import org.weft.spi.Caller;

/** Access rights kept by the backend. A driver without them is completed by the kernel. */
public interface Grants {

    List<Grant> list(Caller who, Ref ref) throws IOException;

    /** Sets the grantee's rights on the node; replaces what was there. */
    void put(Caller who, Ref ref, Grant grant) throws IOException;

    /**
     * Takes the grantee's rights on the node away.
     *
     * @throws org.weft.spi.WeftException.NotFound when there is no such grant
     */
    void remove(Caller who, Ref ref, Grant.Grantee grantee) throws IOException;
}
