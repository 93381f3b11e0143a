/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.apps.http;

import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.weft.kernel.http.FormFields;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.sharing.link.LinkAuthenticator;
import org.weft.kernel.storage.copy.CopyService;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.MoveRequest;
import org.weft.kernel.storage.files.PutRequest;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.RelPath;

/** Makes a file for an app to fill: an empty one, or a copy of a template. */
final class NewAppFile {

    private final FileService files;
    private final CopyService copies;
    private final LinkAuthenticator links;

    NewAppFile(FileService files, CopyService copies, LinkAuthenticator links) {
        this.files = files;
        this.copies = copies;
        this.links = links;
    }

    void create(HttpExchange exchange) throws IOException {
        FormFields form = FormFields.of(exchange);
        String folder = AppApi.text(form, "parent_container_id")
                .orElseThrow(() -> new InvalidArgument("name the folder by parent_container_id"));
        String name =
                AppApi.text(form, "filename").orElseThrow(() -> new InvalidArgument("name the new file by filename"));
        Target target =
                Target.id(ResourceId.parse(folder)).resolve(RelPath.root().resolve(name));
        Caller caller = AppUser.of(exchange, links).caller();
        JsonObject answer = new JsonObject();
        try {
            Optional<String> template = AppApi.text(form, "template");
            Resource made = template.isPresent()
                    ? copy(caller, Target.id(ResourceId.parse(template.get())), target, name)
                    : empty(caller, target);
            answer.addProperty("file_id", made.id().toString());
        } catch (AlreadyExists | PreconditionFailed taken) {
            answer.addProperty("code", "RESOURCE_ALREADY_EXISTS");
            answer.addProperty("message", "there is something called '" + name + "' in the folder already");
            exchange.status(403);
        }
        AppApi.send(exchange, answer);
    }

    private Resource empty(Caller caller, Target target) {
        PutRequest request = new PutRequest(
                OptionalLong.of(0),
                Optional.empty(),
                List.of(),
                OnConflict.FAIL,
                Optional.empty(),
                WriteConditions.when(Precondition.mustNotExist()));
        return files.put(caller, target, request, new ByteArrayInputStream(new byte[0]))
                .resource();
    }

    /** The content of another type would open in no app. */
    private Resource copy(Caller caller, Target template, Target target, String name) {
        Resource source = files.stat(caller, template, StatSpec.node());
        if (source.isFolder() || !extension(source.name()).equals(extension(name))) {
            throw new InvalidArgument("a new file begins as the copy of a file with the same extension");
        }
        return copies.copy(caller, template, target, false, MoveRequest.simple(false))
                .resource();
    }

    private static String extension(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }
}
