/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.app;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An application, as users choose it. Immutable; built by providers with {@link #builder}. */
public final class AppInfo {

    private final String name;
    private final String product;
    private final String description;
    private final @Nullable URI icon;
    private final boolean desktopOnly;
    private final List<FileType> types;

    private AppInfo(Builder builder) {
        this.name = builder.name;
        this.product = builder.product;
        this.description = builder.description;
        this.icon = builder.icon;
        this.desktopOnly = builder.desktopOnly;
        this.types = builder.types;
    }

    /** Starts an application that opens nothing yet. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** What menus show and requests name. */
    public String name() {
        return name;
    }

    /** The product behind it, such as {@code Collabora}; the name when not said. */
    public String product() {
        return product;
    }

    /** May be empty. */
    public String description() {
        return description;
    }

    public Optional<URI> icon() {
        return Optional.ofNullable(icon);
    }

    /** Whether it is of no use on a telephone. */
    public boolean isDesktopOnly() {
        return desktopOnly;
    }

    /** The types it opens, the preferred ones first. */
    public List<FileType> types() {
        return types;
    }

    @Override
    public String toString() {
        return name;
    }

    /**
     * A type of file that the application opens.
     *
     * @param mediaType such as {@code text/plain}, without parameters, lower case; empty for what the site takes files with
     *     this extension for
     * @param extension the usual extension without the dot, lower case; may be empty
     * @param actions what it can do with the type
     */
    public record FileType(String mediaType, String extension, Set<AppAction> actions) {
        public FileType {
            actions = Set.copyOf(actions);
        }
    }

    /** Collects what is known of an application. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private String product;
        private String description = "";
        private @Nullable URI icon;
        private boolean desktopOnly;
        private List<FileType> types = List.of();

        private Builder(String name) {
            this.name = name;
            this.product = name;
        }

        public Builder product(String value) {
            this.product = value;
            return this;
        }

        public Builder description(String value) {
            this.description = value;
            return this;
        }

        public Builder icon(URI value) {
            this.icon = value;
            return this;
        }

        public Builder desktopOnly(boolean value) {
            this.desktopOnly = value;
            return this;
        }

        public Builder types(List<FileType> value) {
            this.types = List.copyOf(value);
            return this;
        }

        public AppInfo build() {
            return new AppInfo(this);
        }
    }
}
