/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.access;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.weft.spi.share.ShareId;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Rights;

/**
 * The shares that reach a caller from others than the space's owner. Nobody gives more than they have, and what they have
 * may itself be given to them: so the shares of all who stand between the owner and the caller belong to it. Immutable.
 *
 * @param participants what is said of them directly; the first is the caller
 * @param links the shares
 */
public record ReshareGraph(
        List<Person> participants, List<Link> links, Map<NodeId, List<Integer>> byNode, Set<NodeId> changingNodes) {

    static final ReshareGraph NONE = new ReshareGraph(List.of(), List.of());

    /**
     * What is said of somebody directly, not by a share of one who is not the owner.
     *
     * @param top how far they reach at the space's top
     * @param below what is granted to them, or denied, below it
     */
    record Person(EffectiveRights top, Map<NodeId, Rights> below) {}

    /**
     * A share.
     *
     * @param node what is shared
     * @param from the number of the one who shares
     * @param to the number of the one who receives
     */
    record Link(ShareId share, NodeId node, Rights rights, int from, int to) {}

    ReshareGraph(List<Person> people, List<Link> links) {
        this(people, links, new HashMap<>(), new HashSet<>());
        for (int number = 0; number < links.size(); number++) {
            byNode.computeIfAbsent(links.get(number).node(), node -> new ArrayList<>(1))
                    .add(number);
        }
        changingNodes.addAll(byNode.keySet());
        people.forEach(person -> changingNodes.addAll(person.below().keySet()));
    }

    boolean isEmpty() {
        return links.isEmpty();
    }

    /** How many things it holds. */
    int weight() {
        return links.size()
                + participants.stream()
                        .mapToInt(person -> 1 + person.below().size())
                        .sum();
    }

    /** The most that the shares give the caller in one place or another. */
    Rights ceiling() {
        Rights most = Rights.none();
        for (Link link : links) {
            most = link.to() == 0 ? most.plus(link.rights()) : most;
        }
        return most;
    }

    /** Where something is closed to one of them. */
    public Set<NodeId> denials() {
        Set<NodeId> closed = new HashSet<>();
        for (Person person : participants) {
            person.below().forEach((node, rights) -> {
                if (rights.isEmpty()) {
                    closed.add(node);
                }
            });
        }
        return closed;
    }

    boolean hasDenials() {
        return participants.stream()
                .anyMatch(person -> person.below().values().stream().anyMatch(Rights::isEmpty));
    }
}
