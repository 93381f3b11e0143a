/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi;

/** On which side of the server an error lies, so that error rates can be told apart. */
public enum Blame {
    /** The request could not be served as it stands: the client has to change something. */
    CLIENT,
    /** The site's state forbids it: quota, limits, a resource that is busy. */
    SITE,
    /** A backend or the server itself failed. */
    BACKEND
}
