/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.peer;

import java.util.List;
import java.util.Optional;

/** A list of other sites, read from somewhere. Thread-safe, and answers from memory. */
public interface ProviderList {

    /** The site whose domain is exactly this. */
    Optional<OcmProvider> find(PeerHost domain);

    /** All of them. */
    List<OcmProvider> all();

    /** What the list is called; empty for one that is nobody's federation. */
    String federation();
}
