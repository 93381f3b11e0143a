/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.cs3apis;

import static org.weft.cs3apis.WireTable.NONE;
import static org.weft.cs3apis.WireTable.row;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Turns the descriptors inside the generated classes into rows of a {@link WireTable}. */
final class CompiledWire {

    private static final Pattern JAVA_OPTION =
            Pattern.compile("option (java_package|java_outer_classname) = \"([^\"]+)\";");

    private final List<String> rows = new ArrayList<>();

    private CompiledWire() {}

    /** Every .proto file on the class path under cs3/ is read, so that a file nobody listed is noticed too. */
    static WireTable read() throws IOException, URISyntaxException, ReflectiveOperationException {
        CompiledWire wire = new CompiledWire();
        for (String outerClass : outerClasses()) {
            FileDescriptor file = (FileDescriptor)
                    Class.forName(outerClass).getMethod("getDescriptor").invoke(null);
            wire.add(file);
        }
        return WireTable.of(wire.rows);
    }

    private static List<String> outerClasses() throws IOException, URISyntaxException {
        URL types = Objects.requireNonNull(
                CompiledWire.class.getResource("/cs3/types/v1beta1/types.proto"), "no .proto files beside the classes");
        Path root = Path.of(types.toURI()).resolve("../../..").normalize();
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".proto")).toList()) {
                found.add(outerClass(file));
            }
        }
        return found;
    }

    private static String outerClass(Path proto) throws IOException {
        String javaPackage = "";
        String outer = "";
        Matcher option = JAVA_OPTION.matcher(Files.readString(proto));
        while (option.find()) {
            if (option.group(1).equals("java_package")) {
                javaPackage = option.group(2);
            } else {
                outer = option.group(2);
            }
        }
        if (javaPackage.isEmpty() || outer.isEmpty()) {
            throw new IOException(proto + ": needs java_package and java_outer_classname");
        }
        return javaPackage + "." + outer;
    }

    private void add(FileDescriptor file) {
        String scope = file.getPackage();
        String javaName =
                file.getOptions().getJavaPackage() + "." + file.getOptions().getJavaOuterClassname();
        rows.add(row(scope, "file", NONE, file.getFullName(), NONE, javaName, List.of()));
        file.getMessageTypes().forEach(message -> add(scope, message));
        file.getEnumTypes().forEach(type -> add(scope, type));
        file.getExtensions().forEach(field -> rows.add(field(scope, "extension", NONE, field)));
        file.getServices().forEach(service -> {
            rows.add(row(scope, "service", NONE, service.getName(), NONE, NONE, List.of()));
            service.getMethods().forEach(rpc -> rows.add(rpc(scope, rpc)));
        });
    }

    private void add(String scope, Descriptor message) {
        String name = nameWithin(scope, message.getFullName());
        rows.add(row(scope, "message", NONE, name, NONE, NONE, List.of()));
        message.getFields().forEach(field -> rows.add(field(scope, "field", name, field)));
        message.getEnumTypes().forEach(type -> add(scope, type));
        message.getNestedTypes().stream()
                .filter(nested -> !nested.getOptions().getMapEntry())
                .forEach(nested -> add(scope, nested));
    }

    private void add(String scope, EnumDescriptor type) {
        String name = nameWithin(scope, type.getFullName());
        rows.add(row(scope, "enum", NONE, name, NONE, NONE, List.of()));
        type.getValues()
                .forEach(value -> rows.add(row(
                        scope,
                        "value",
                        name,
                        value.getName(),
                        Integer.toString(value.getNumber()),
                        NONE,
                        deprecated(value.getOptions().getDeprecated()))));
    }

    private static String field(String scope, String kind, String owner, FieldDescriptor field) {
        List<String> flags = new ArrayList<>(deprecated(field.getOptions().getDeprecated()));
        if (field.isRepeated() && !field.isMapField()) {
            flags.add("repeated");
        }
        if (field.isPackable() && !field.isPacked()) {
            flags.add("unpacked");
        }
        OneofDescriptor choice = field.getRealContainingOneof();
        if (choice != null) {
            flags.add("oneof:" + choice.getName());
        } else if (field.toProto().getProto3Optional()) {
            flags.add("optional");
        }
        return row(scope, kind, owner, field.getName(), Integer.toString(field.getNumber()), type(field), flags);
    }

    private static String type(FieldDescriptor field) {
        if (field.isMapField()) {
            Descriptor entry = field.getMessageType();
            return "map<" + type(entry.findFieldByNumber(1)) + "," + type(entry.findFieldByNumber(2)) + ">";
        }
        return switch (field.getJavaType()) {
            case MESSAGE -> field.getMessageType().getFullName();
            case ENUM -> field.getEnumType().getFullName();
            default -> field.getType().name().toLowerCase(Locale.ROOT);
        };
    }

    private static String rpc(String scope, MethodDescriptor rpc) {
        List<String> flags = new ArrayList<>(deprecated(rpc.getOptions().getDeprecated()));
        if (rpc.isClientStreaming()) {
            flags.add("client_streaming");
        }
        if (rpc.isServerStreaming()) {
            flags.add("server_streaming");
        }
        String type =
                rpc.getInputType().getFullName() + " -> " + rpc.getOutputType().getFullName();
        return row(scope, "rpc", rpc.getService().getName(), rpc.getName(), NONE, type, flags);
    }

    private static List<String> deprecated(boolean deprecated) {
        return deprecated ? List.of("deprecated") : List.of();
    }

    private static String nameWithin(String scope, String fullName) {
        return fullName.substring(scope.length() + 1);
    }
}
