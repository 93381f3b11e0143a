/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import java.time.Clock;
import java.util.function.Supplier;
import org.weft.kernel.service.Catalogue;
import org.weft.kernel.service.DeadProperties;
import org.weft.kernel.service.Files;
import org.weft.kernel.service.Labels;
import org.weft.kernel.service.Locking;
import org.weft.kernel.service.People;
import org.weft.kernel.service.SignIn;
import org.weft.kernel.upload.Orders;

/**
 * What the CS3 services are made of.
 *
 * @param site the URL of the HTTP port as clients know it, without a slash at the end: where file contents go
 */
public record Cs3Services(
        SignIn signIn,
        People people,
        Files files,
        Catalogue catalogue,
        Locking locking,
        DeadProperties properties,
        Labels labels,
        Orders orders,
        Supplier<String> site,
        Clock clock) {

    void register(Rpcs rpcs, Supplier<String> address) {
        new SignInEndpoint(signIn, address).register(rpcs);
        new PeopleEndpoint(people).register(rpcs);
        new FilesEndpoint(files).register(rpcs);
        new ListingEndpoint(files).register(rpcs);
        new SpacesEndpoint(catalogue, address).register(rpcs);
        new LocksEndpoint(locking, clock).register(rpcs);
        new MetadataEndpoint(properties, labels).register(rpcs);
        new TransfersEndpoint(files, orders, site).register(rpcs);
    }
}
