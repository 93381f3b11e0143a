/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import org.weft.kernel.runtime.config.Address;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code HOST:PORT}. */
final class AddressConverter implements ITypeConverter<Address> {

    @Override
    public Address convert(String value) {
        try {
            return Address.parse(value);
        } catch (IllegalArgumentException wrong) {
            throw new TypeConversionException("'" + value + "': " + wrong.getMessage());
        }
    }
}
