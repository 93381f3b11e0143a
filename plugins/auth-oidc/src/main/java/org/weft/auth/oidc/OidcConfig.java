/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.oidc;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.weft.spi.InvalidConfig;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Range;
import org.weft.spi.config.Secret;

/** Options of the driver: one issuer, and what its claims mean here. */
@Doc("Signs people in with the tokens and on the pages of an OpenID provider.")
public record OidcConfig(
        @Doc("The provider's issuer URL, exactly as its discovery document writes it.")
        URI issuer,

        @Doc("What the button of the sign-in page calls the provider.") @Default("your institution")
        String label,

        @Doc("Values of a token's `aud` that are for this server. Default: `client-id`.")
        List<String> audience,

        @Doc("Clients whose tokens are taken, by `azp` or `client_id`. With this, a token needs no `aud` unless"
                + " `audience` is given too.")
        List<String> clients,

        @Doc("This server's client id at the provider; needed for browsers and for introspection.")
        Optional<String> clientId,

        @Doc("The secret of `client-id`.") @Secret Optional<String> clientSecret,

        @Doc("Whether people may sign in on the provider's pages. Needs `client-id`.") @Default("true")
        boolean browser,

        @Doc("What browsers ask the provider for.") @Default("openid, profile, email")
        List<String> scopes,

        @Doc("The public client with which `weft login` signs in by the device flow.")
        Optional<String> terminalClientId,

        @Doc("What `weft login` asks the provider for. It asks again without `offline_access` where the provider"
                + " does not allow that; then one signs in more often.")
        @Default("openid, profile, email, offline_access")
        List<String> terminalScopes,

        @Doc("The resource (RFC 8707) that `weft login` asks for, where the provider wants one named.")
        Optional<String> terminalResource,

        @Doc("Which tokens the provider is asked about (RFC 7662): `never`, `opaque` or `always`. Needs `client-id`"
                + " and `client-secret`.")
        @Default("never")
        Introspection introspection,

        @Doc("Whether the provider's userinfo is asked when a token lacks the claim of the login name.")
        @Default("false")
        boolean userinfo,

        @Doc("Whose accounts these are: `provision` makes one at the first sign-in, `directory` lets in only whom a"
                + " directory knows.")
        @Default("provision")
        Accounts accounts,

        @Doc("With `accounts = \"directory\"`: the directory's claim, `username`, `mail`, `userid` or `uid`.")
        @Default("username")
        String directoryClaim,

        @Doc("With `accounts = \"directory\"`: the token's claim that holds its value. Default: `name-claim`.")
        Optional<String> directoryValue,

        @Doc("The claim that names a person for ever.") @Default("sub")
        String idClaim,

        @Doc("The claim of the login name.") @Default("preferred_username")
        String nameClaim,

        @Doc("The claim of the full name.") @Default("name") String displayClaim,

        @Doc("The claim of the mail address.") @Default("email")
        String mailClaim,

        @Doc("The claim of the groups; a dot leads into an object, as in `realm_access.roles`.") @Default("groups")
        String groupsClaim,

        @Doc("The claim of the POSIX user id.") Optional<String> uidClaim,

        @Doc("The claim of the POSIX group id.") Optional<String> gidClaim,

        @Doc("What user ids name as their provider. Default: `issuer`.")
        Optional<String> idp,

        @Doc("The provider's groups by their names, and what each is called here.")
        Map<String, String> groupNames,

        @Doc("Whether groups that `group-names` does not list are dropped.") @Default("false")
        boolean onlyListedGroups,

        @Doc("Only members of one of these groups of the provider are let in. Default: everybody.")
        List<String> requiredGroups,

        @Doc("Groups of the provider whose members sign in to one shared account of a directory, and its login name.")
        Map<String, String> sharedAccounts,

        @Doc("By how much the provider's clock may differ.") @Default("60s") @Range(min = 0, max = 600)
        Duration skew,

        @Doc("How long the provider's keys are believed before they are fetched again.")
        @Default("10m")
        @Range(min = 10, max = 86_400)
        Duration keysLifetime,

        @Doc("How long an answer of the provider may take.") @Default("5s") @Range(min = 1, max = 60)
        Duration timeout) {

    public OidcConfig {
        if (!isSafe(issuer)) {
            throw new InvalidConfig(
                    "issuer", "write the provider's https URL; plain http is taken for a loopback address only");
        }
        if (audience.isEmpty() && clients.isEmpty() && clientId.isEmpty()) {
            throw new InvalidConfig(
                    "audience",
                    "say which tokens are for this server, by audience, clients or client-id; else the tokens of every"
                            + " other service of the provider would be taken too");
        }
        if (introspection != Introspection.NEVER && (clientId.isEmpty() || clientSecret.isEmpty())) {
            throw new InvalidConfig(
                    "introspection", "the provider answers to a client only; give client-id and client-secret");
        }
        if (browser && clientId.isPresent() && !scopes.contains("openid")) {
            throw new InvalidConfig("scopes", "without openid among them the provider does not say who signs in");
        }
    }

    static boolean isSafe(URI url) {
        String host = url.getHost();
        if (host == null || url.getUserInfo() != null || url.getFragment() != null) {
            return false;
        }
        boolean loopback = host.equals("127.0.0.1") || host.equals("localhost") || host.equals("[::1]");
        return "https".equals(url.getScheme()) || "http".equals(url.getScheme()) && loopback;
    }

    /** The audiences that are for this server; empty when clients alone decide. */
    List<String> audiences() {
        if (!audience.isEmpty() || !clients.isEmpty()) {
            return audience;
        }
        return clientId.map(List::of).orElse(List.of());
    }

    String provider() {
        return idp.orElse(issuer.toString());
    }

    /** Never shows the secret. */
    @Override
    public String toString() {
        return "OidcConfig[" + issuer + "]";
    }
}
