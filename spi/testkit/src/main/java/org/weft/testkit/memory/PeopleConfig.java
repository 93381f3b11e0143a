/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.util.List;
import org.weft.spi.config.Doc;

/** Who there is. */
@Doc("People and groups that stand in the configuration, for tests.")
public record PeopleConfig(
        @Doc("Everybody, each as name:secret.") List<String> people,
        @Doc("The groups, each as group:member,member.") List<String> groups) {}
