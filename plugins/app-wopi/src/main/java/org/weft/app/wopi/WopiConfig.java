/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.weft.app.site.SiteOptions;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Range;

/** The options of the driver {@code wopi}. */
@Doc("One office application that speaks WOPI. What it opens is read from its discovery.")
public record WopiConfig(
        @Doc(
                "Where the application is, such as `https://office.example.org`; its discovery is at `/hosting/discovery` there.")
        URI url,

        @Doc("Which product it is: each is told what it understands.")
        Product product,

        @Doc("What people call it. Default: the product's name.")
        Optional<String> name,

        @Doc("A picture for it.") Optional<URI> icon,

        @Doc("Whether it is of no use on a telephone.") @Default("false")
        boolean desktopOnly,

        @Doc(
                "The site's URL as the application reaches it, where that is not `external-url`; without a path. Requests must come to this URL or signatures do not fit.")
        Optional<URI> hostUrl,

        @Doc(
                "Hosts that the addresses in the discovery may name, besides that of `url`. `*.example.org` stands for all below a domain.")
        List<String> hosts,

        @Doc("How often the discovery is read again.") @Default("12h") @Range(min = 60, max = 604_800)
        Duration refresh,

        @Doc(
                "`auto`: requests must be signed if the discovery holds the application's key. `required`: without a key none is taken. `off`: signatures are not looked at.")
        @Default("auto")
        Proofs proofs,

        @Doc(
                "Whether the application may walk the folders around an opened file, and make, rename and delete files there, as its user may. Only office programs on desktops need it.")
        @Default("false")
        boolean containers,

        @Doc(
                "Whether an application that does not lock may write a file that nobody has locked. Some releases of Collabora need it.")
        @Default("false")
        boolean lockless,

        @Doc(
                "`strict`: a lock is named by its whole text. `office-field`: also by the member `S` (or `L`) of it alone, where it is JSON; some releases of Word change the other members while they hold it.")
        @Default("strict")
        LockCompare lockCompare) {

    /** Which texts name one lock. */
    public enum LockCompare {
        STRICT,
        OFFICE_FIELD
    }

    /** The products that are told different things. */
    public enum Product {
        COLLABORA("Collabora"),
        ONLYOFFICE("ONLYOFFICE"),
        MICROSOFT("Microsoft 365"),
        OTHER("Office");

        private final String title;

        Product(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /** Whether requests must be signed. */
    public enum Proofs {
        AUTO,
        REQUIRED,
        OFF
    }

    public WopiConfig {
        hosts = List.copyOf(hosts);
        SiteOptions.requireSite("url", url);
        hostUrl.ifPresent(value -> SiteOptions.requireSite("host-url", value));
        name.ifPresent(SiteOptions::requireName);
    }

    /** What people call it. */
    String title() {
        return name.orElse(product.title());
    }
}
