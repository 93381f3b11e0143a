/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.weft.kernel.http.Feature;
import org.weft.kernel.http.Router;
import org.weft.kernel.runtime.job.Job;
import org.weft.kernel.runtime.limit.Brake;
import org.weft.kernel.sharing.invite.Invitations;
import org.weft.kernel.sharing.ocm.OcmShareServices;
import org.weft.kernel.sharing.ocm.ShareDelivery;
import org.weft.kernel.sharing.ocm.ShareRequests;
import org.weft.kernel.sharing.peer.NoticeQueue;

/** Open Cloud Mesh: what other sites ask of this one, and what they have to be told. */
public final class OcmFeature implements Feature {

    private static final Duration OFTEN = Duration.ofSeconds(10);

    private final Parts parts;
    private final InviteEndpoint invites;
    private final NotificationEndpoint notifications;
    private final ScienceMeshApi helper;
    private final ShareEndpoints shares;
    private final ShareRequestEndpoints requests;

    /**
     * What it is made of.
     *
     * @param deliveries shares that other sites have not taken yet
     * @param notices what they have not heard yet
     * @param federations lists of partners that are fetched
     */
    public record Parts(
            PeerNetwork network,
            Invitations invitations,
            OcmShareServices shares,
            ShareRequests requests,
            ShareDelivery deliveries,
            NoticeQueue notices,
            List<FederationList> federations,
            Clock clock) {}

    public OcmFeature(Parts parts) {
        this.parts = parts;
        PeerNetwork network = parts.network();
        this.invites = new InviteEndpoint(network, parts.invitations());
        this.notifications = new NotificationEndpoint(network);
        new ContactNotifications(parts.invitations()).listen(notifications);
        new ShareNotifications(parts.shares().ways()).listen(notifications);
        this.helper = new ScienceMeshApi(network, parts.invitations(), new DiscoveryLookup(network), parts.clock());
        this.shares = new ShareEndpoints(
                network, parts.shares().ways(), parts.shares().tokens(), parts.clock());
        this.requests = new ShareRequestEndpoints(network, parts.requests());
    }

    @Override
    public String name() {
        return "ocm";
    }

    @Override
    public void routes(Router router) {
        parts.network().register(router, new AdvertisedServices(true, true, true, true));
        invites.register(router);
        notifications.register(router);
        helper.register(router);
        shares.register(router);
        requests.register(router);
    }

    @Override
    public List<Job> jobs() {
        List<Job> jobs = new ArrayList<>(List.of(
                new Job("shares for other sites", OFTEN, parts.deliveries()::retry),
                new Job("notices to other sites", OFTEN, parts.notices()::retry),
                Job.sweep("requests for shares", parts.requests()::sweep)));
        if (parts.network().isEnabled()) {
            jobs.add(Job.sweep("keys of this site", parts.network().keys()::sweep));
            jobs.add(Job.sweep("invitations", parts.invitations()::sweep));
        }
        parts.federations().forEach(list -> jobs.add(new Job("list of a federation", OFTEN, list::refresh)));
        return List.copyOf(jobs);
    }

    @Override
    public List<Brake> brakes() {
        return Stream.of(
                        parts.network().brakes(),
                        helper.brakes(),
                        parts.invitations().brakes(),
                        parts.shares().sent().brakes(),
                        parts.requests().brakes())
                .flatMap(List::stream)
                .toList();
    }
}
