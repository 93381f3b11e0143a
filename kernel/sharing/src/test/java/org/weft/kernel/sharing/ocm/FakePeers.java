/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.ocm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Unavailable;

/** Other sites, all of one mind: they take every share and hear every notice, unless a test has them fail. Not thread-safe. */
final class FakePeers implements OcmShareClient {

    /** The notices that were heard. */
    final List<Notice> heard = new ArrayList<>();

    /** The hosts whose rules were asked for. */
    final List<String> looked = new ArrayList<>();

    /** What the next notices are answered with. */
    final Deque<WeftException> failures = new ArrayDeque<>();

    /** How many notices came, heard or not. */
    int asked;

    void fails(WeftException failure) {
        failures.clear();
        failures.add(failure);
    }

    @Override
    public boolean tell(Notice notice) {
        asked++;
        if (!failures.isEmpty()) {
            throw failures.pop();
        }
        heard.add(notice);
        return true;
    }

    @Override
    public boolean isEnabled() {
        return true;
    }

    @Override
    public PeerHost self() {
        return PeerHost.parse("here.example");
    }

    @Override
    public boolean mustInvite() {
        return false;
    }

    @Override
    public Set<String> requirements(PeerHost host, Set<String> wished) {
        looked.add(host.text());
        return wished;
    }

    @Override
    public String offer(Offer offer) {
        return "Marie";
    }

    @Override
    public Token exchange(PeerHost host, String secret) {
        throw new Unavailable("it gives no tokens");
    }

    @Override
    public boolean exchangesTokens(PeerHost host) {
        return false;
    }
}
