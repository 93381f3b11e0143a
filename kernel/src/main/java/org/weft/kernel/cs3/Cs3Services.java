/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import java.util.function.Supplier;
import org.weft.kernel.service.Catalogue;
import org.weft.kernel.service.Files;
import org.weft.kernel.service.People;
import org.weft.kernel.service.SignIn;

/** What the CS3 services are made of. */
public record Cs3Services(SignIn signIn, People people, Files files, Catalogue catalogue) {

    void register(Rpcs rpcs, Supplier<String> address) {
        new SignInEndpoint(signIn, address).register(rpcs);
        new PeopleEndpoint(people).register(rpcs);
        new FilesEndpoint(files).register(rpcs);
        new ListingEndpoint(files).register(rpcs);
        new SpacesEndpoint(catalogue, address).register(rpcs);
    }
}
