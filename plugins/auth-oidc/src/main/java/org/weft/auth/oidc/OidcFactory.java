/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.oidc;

import org.weft.spi.DriverContext;
import org.weft.spi.Maturity;
import org.weft.spi.auth.AuthProvider;
import org.weft.spi.auth.AuthProviderFactory;

/** Makes {@link OidcAuth}. */
@Maturity(Maturity.Level.STABLE)
public final class OidcFactory implements AuthProviderFactory<OidcConfig> {

    @Override
    public String name() {
        return "oidc";
    }

    @Override
    public Class<OidcConfig> configType() {
        return OidcConfig.class;
    }

    @Override
    public AuthProvider create(OidcConfig config, DriverContext context) {
        return new OidcAuth(config, context);
    }
}
