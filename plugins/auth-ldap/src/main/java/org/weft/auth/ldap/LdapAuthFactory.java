/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import org.weft.spi.DriverContext;
import org.weft.spi.Maturity;
import org.weft.spi.auth.AuthProvider;
import org.weft.spi.auth.AuthProviderFactory;

/** Makes sign-in by LDAP. */
@Maturity(Maturity.Level.STABLE)
public final class LdapAuthFactory implements AuthProviderFactory<LdapAuthConfig> {

    @Override
    public String name() {
        return "ldap";
    }

    @Override
    public Class<LdapAuthConfig> configType() {
        return LdapAuthConfig.class;
    }

    @Override
    public AuthProvider create(LdapAuthConfig config, DriverContext context) {
        return new LdapAuth(new LdapServer(new Pools(config.server())), new UserEntries(config.idp(), config.users()));
    }
}
