/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.link;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.runtime.plugin.Lease;
import org.weft.spi.Caller;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.share.Link;
import org.weft.spi.share.SharePolicy;

/** Asks the site's own rules about links; each can only take away. Thread-safe. */
final class LinkPolicies {

    private static final Logger LOG = LoggerFactory.getLogger(LinkPolicies.class);

    private final List<DriverHandle<SharePolicy>> policies;

    LinkPolicies(List<DriverHandle<SharePolicy>> policies) {
        this.policies = policies;
    }

    /**
     * The link as the policies let it be.
     *
     * @throws Forbidden when one refuses it, or leaves nothing of its rights
     */
    Link judged(Caller who, Link wanted) {
        Link link = wanted;
        for (DriverHandle<SharePolicy> policy : policies) {
            switch (verdict(policy, who, link)) {
                case SharePolicy.Allow allow -> {}
                case SharePolicy.Narrow narrow -> link = narrowed(link, narrow);
                case SharePolicy.Refuse refuse -> throw new Forbidden(refuse.reason());
            }
        }
        if (link.isInternal() && !wanted.isInternal()) {
            throw new Forbidden("this site's rules leave nothing of the link");
        }
        return link;
    }

    private static SharePolicy.Verdict verdict(DriverHandle<SharePolicy> policy, Caller who, Link link) {
        try (Lease<SharePolicy> lease = policy.acquire()) {
            return lease.driver().judge(who, link);
        } catch (WeftException refused) {
            throw refused;
        } catch (RuntimeException failure) {
            LOG.atWarn()
                    .addKeyValue("policy", policy.instance())
                    .setCause(failure)
                    .log("share-policy-failed");
            throw new Forbidden("a rule of this site could not be asked, so the link is refused");
        }
    }

    private static Link narrowed(Link link, SharePolicy.Narrow narrow) {
        Link.Builder builder = link.toBuilder().rights(link.rights().and(narrow.rights()));
        Optional<Instant> latest = narrow.expires();
        if (latest.isPresent()
                && link.expires().filter(end -> !end.isAfter(latest.get())).isEmpty()) {
            builder.expires(latest.get());
        }
        return builder.build();
    }
}
