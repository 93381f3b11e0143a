/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import org.weft.spi.DriverContext;
import org.weft.spi.InvalidConfig;
import org.weft.spi.Maturity;
import org.weft.spi.auth.AuthProvider;
import org.weft.spi.auth.AuthProviderFactory;

/** Makes {@link JsonAuth}. */
@Maturity(Maturity.Level.STABLE)
public final class JsonAuthFactory implements AuthProviderFactory<JsonAuthConfig> {

    @Override
    public String name() {
        return "json";
    }

    @Override
    public Class<JsonAuthConfig> configType() {
        return JsonAuthConfig.class;
    }

    @Override
    public AuthProvider create(JsonAuthConfig config, DriverContext context) {
        return new JsonAuth(source(config, context), new BouncyHashes());
    }

    private static Source<Users> source(JsonAuthConfig config, DriverContext context) {
        if (config.demo()) {
            if (config.users().isPresent()) {
                throw new InvalidConfig(
                        "demo", "the demo accounts and a users file exclude each other; give one of them");
            }
            return Demo.users();
        }
        return config.users()
                .<Source<Users>>map(file -> new WatchedFile<>(file, UsersReader::read, context.clock()))
                .orElseThrow(() -> new InvalidConfig("users", "give the path of a users.json, or demo = true"));
    }
}
