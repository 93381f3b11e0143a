/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * A class of tests that has a server of ours in its own process and speaks with it over loopback. It runs in {@code mvn verify},
 * and those that extend it do so, too. docs/dev/testing.md tells of all tags.
 */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Tag("wire")
@Target(ElementType.TYPE)
public @interface OverWire {}
