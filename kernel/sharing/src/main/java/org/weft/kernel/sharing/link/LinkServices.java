/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.link;

import java.time.Clock;
import java.util.List;
import java.util.function.Predicate;
import org.weft.kernel.identity.signin.SignInLimits;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.sharing.share.ShareRepository;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.spi.UserId;
import org.weft.spi.share.SharePolicy;

/**
 * The services of public links, wired together. Thread-safe.
 *
 * @param links for those who make them
 * @param authenticator for those who come by them
 */
public record LinkServices(PublicLinks links, LinkAuthenticator authenticator) {

    /**
     * What links are made of.
     *
     * @param policies the site's own rules, asked after the kernel's
     * @param limits what guessing costs
     * @param gone whose links rest; asked for every request, so it must not block
     */
    public record Parts(
            ShareRepository rows,
            List<DriverHandle<SharePolicy>> policies,
            Namespace namespace,
            FileService files,
            LinkRules rules,
            SignInLimits limits,
            Predicate<UserId> gone,
            Clock clock) {

        /** Where nobody rests. */
        public Parts(
                ShareRepository rows,
                List<DriverHandle<SharePolicy>> policies,
                Namespace namespace,
                FileService files,
                LinkRules rules,
                SignInLimits limits,
                Clock clock) {
            this(rows, policies, namespace, files, rules, limits, user -> false, clock);
        }
    }

    /** Wires everything, and says to the places where links lead. */
    public static LinkServices of(Parts parts) {
        LinkPasswords passwords = new LinkPasswords(parts.limits());
        PublicLinks links = new PublicLinks(
                parts.rows(),
                parts.files(),
                new LinkPolicies(parts.policies()),
                passwords,
                parts.rules(),
                parts.clock());
        LinkSignatures signatures = new LinkSignatures(parts.clock());
        parts.namespace().linkBy(new LinkTargetLookup(links, parts.clock()));
        return new LinkServices(
                links,
                new LinkAuthenticator(links, passwords, signatures, parts.limits(), parts.gone(), parts.clock()));
    }
}
