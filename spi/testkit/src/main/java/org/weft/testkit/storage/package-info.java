/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The contract of a storage driver as tests. A driver's author extends {@link org.weft.testkit.storage.StorageContract}
 * and says how a driver is made; the cases are in one class per operation. A case that needs a trait is skipped, with
 * the trait's name, for a driver that does not claim it; what a missing trait promises instead is tested too.
 */
@NullMarked
package org.weft.testkit.storage;

import org.jspecify.annotations.NullMarked;
