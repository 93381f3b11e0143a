/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import org.weft.kernel.sharing.invite.Invitations;
import org.weft.kernel.sharing.peer.PeerTrust;
import org.weft.kernel.sharing.peer.ProviderDiscovery;

/**
 * What the services of Open Cloud Mesh are made of.
 *
 * @param trust which sites are partners
 * @param finder what they are
 * @param invitations how people come to know each other
 */
public record OcmCoreServices(PeerTrust trust, ProviderDiscovery finder, Invitations invitations) {}
