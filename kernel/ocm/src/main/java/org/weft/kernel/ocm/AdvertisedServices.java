/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

/**
 * What this site can do for others, as far as discovery tells it. Told is what is really served.
 *
 * @param shares whether shares are sent and taken
 * @param groups whether groups here can be given shares
 * @param notifications whether notifications are taken
 * @param pages whether there are pages on which people choose a site and accept an invitation
 */
public record AdvertisedServices(boolean shares, boolean groups, boolean notifications, boolean pages) {}
