/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.weft.kernel.ocm.signature.InvalidSignature;
import org.weft.kernel.ocm.signature.KeySet;
import org.weft.kernel.ocm.signature.SignatureAlgorithm;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.testing.OverWire;
import org.weft.kernel.testing.SteppingClock;

/** The keys of a site: new ones are known everywhere before they sign, and old ones for as long as what they signed is. */
@OverWire
class SiteKeysTest {

    private static final PeerHost HOST = PeerHost.parse("files.example.org");
    private static final Duration MORE = SiteKeys.OVERLAP.plusMinutes(1);

    private final LabSite.Shelf shelf = new LabSite.Shelf();
    private final SteppingClock clock = new SteppingClock();
    private final SiteKeys keys = SiteKeys.open(shelf, HOST, clock);

    private static Set<String> kids(SiteKeys keys) throws InvalidSignature {
        return KeySet.parse(keys.published()).kids();
    }

    private static String signing(SiteKeys keys) {
        return keys.signing(SignatureAlgorithm.ED25519).kid();
    }

    @Test
    void the_first_keys_sign_at_once_and_are_the_same_after_a_restart() throws InvalidSignature {
        assertThat(kids(keys))
                .hasSize(2)
                .allMatch(kid -> kid.startsWith(HOST + "#"))
                .contains(signing(keys));
        assertThat(keys.published()).doesNotContain("\"d\"");
        SiteKeys again = SiteKeys.open(shelf, HOST, clock);
        assertThat(kids(again)).isEqualTo(kids(keys));
        assertThat(signing(again)).isEqualTo(signing(keys));
    }

    @Test
    void new_keys_are_published_for_a_day_before_they_sign_and_the_old_ones_for_a_day_after() throws InvalidSignature {
        String old = signing(keys);
        clock.forward(MORE);
        keys.rotate();
        assertThat(kids(keys)).hasSize(4).contains(old);
        assertThat(signing(keys)).as("not every peer knows the new one yet").isEqualTo(old);

        clock.forward(MORE);
        String now = signing(keys);
        assertThat(now).isNotEqualTo(old);
        keys.sweep();
        assertThat(kids(keys)).as("what the old one signed a moment ago").contains(old, now);

        clock.forward(MORE);
        keys.sweep();
        assertThat(kids(keys)).hasSize(2).contains(now).doesNotContain(old);
        assertThat(signing(keys)).isEqualTo(now);
    }

    @Test
    void whoever_runs_beside_sees_new_keys_by_itself() throws InvalidSignature {
        SiteKeys beside = SiteKeys.open(shelf, HOST, clock);
        keys.rotate();
        clock.forward(Duration.ofMinutes(1));
        assertThat(kids(beside)).isEqualTo(kids(keys)).hasSize(4);

        clock.forward(MORE);
        assertThat(signing(beside)).isEqualTo(signing(keys));
    }

    @Test
    void keys_that_are_made_twice_in_a_row_leave_the_one_that_signs_in_place() throws InvalidSignature {
        String old = signing(keys);
        clock.forward(MORE);
        keys.rotate();
        clock.forward(Duration.ofHours(1));
        keys.rotate();
        assertThat(signing(keys)).isEqualTo(old);
        keys.sweep();
        assertThat(kids(keys)).hasSize(6).contains(old);

        clock.forward(MORE);
        assertThat(signing(keys)).isNotEqualTo(old);
        clock.forward(MORE);
        keys.sweep();
        assertThat(kids(keys)).hasSize(2).contains(signing(keys));
    }

    @Test
    void a_site_that_got_another_name_gets_other_keys() throws InvalidSignature {
        SiteKeys renamed = SiteKeys.open(shelf, PeerHost.parse("other.example.org"), clock);

        assertThat(signing(renamed)).startsWith("other.example.org#");
        assertThat(kids(renamed)).hasSize(2).allMatch(kid -> kid.startsWith("other.example.org#"));
        assertThat(signing(SiteKeys.open(shelf, HOST, clock)))
                .as("and the old ones when it has its old name again")
                .isEqualTo(signing(keys));
    }
}
