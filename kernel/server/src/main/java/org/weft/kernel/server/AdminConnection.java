/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.weft.kernel.runtime.config.Address;

/**
 * How commands on this machine reach the running server: the file {@code admin.json} in its data folder, readable by its
 * owner alone.
 *
 * @param token what the admin endpoint wants to see
 */
public record AdminConnection(String token) {

    private static final String FILE = "admin.json";

    static AdminConnection fresh() {
        byte[] token = new byte[24];
        new SecureRandom().nextBytes(token);
        return new AdminConnection(HexFormat.of().formatHex(token));
    }

    /** Writes the file; closing what is returned removes it. */
    AutoCloseable write(Path data, Address address) throws IOException {
        JsonObject json = new JsonObject();
        json.addProperty("url", "http://" + address);
        json.addProperty("token", token);
        json.addProperty("pid", ProcessHandle.current().pid());
        Path building = data.resolve(FILE + ".new");
        Files.deleteIfExists(building);
        Files.createFile(building, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(building, new Gson().toJson(json) + System.lineSeparator());
        Path file = data.resolve(FILE);
        Files.move(building, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return () -> Files.deleteIfExists(file);
    }

    /** Asks the server that runs on a data folder; absent when none runs. */
    public static Optional<JsonObject> ask(Path data, String path) {
        return send(data, "GET", path, Optional.of(Duration.ofSeconds(10)), BodyHandlers.ofString())
                .filter(answer -> answer.statusCode() == 200)
                .map(answer -> new Gson().fromJson(answer.body(), JsonObject.class));
    }

    /**
     * Makes the server that runs on a data folder do something.
     *
     * @return its answer, line by line as it comes; absent when none runs
     * @throws StartFailure when it refuses
     */
    public static Optional<Stream<String>> make(Path data, String path) throws StartFailure {
        Optional<HttpResponse<Stream<String>>> answer =
                send(data, "POST", path, Optional.empty(), BodyHandlers.ofLines());
        if (answer.isPresent() && answer.get().statusCode() != 200) {
            throw StartFailure.because("the server refuses: "
                    + answer.get()
                            .body()
                            .collect(Collectors.joining(System.lineSeparator()))
                            .strip());
        }
        return answer.map(HttpResponse::body);
    }

    // The client is not closed: closing waits for the end of a stream that the caller may want to give up.
    @SuppressWarnings("MustBeClosedChecker")
    private static <T> Optional<HttpResponse<T>> send(
            Path data, String method, String path, Optional<Duration> most, HttpResponse.BodyHandler<T> body) {
        Path file = data.resolve(FILE);
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
        try {
            JsonObject access = new Gson().fromJson(Files.readString(file), JsonObject.class);
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create(access.get("url").getAsString() + path))
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .header("Weft-Admin-Token", access.get("token").getAsString());
            most.ifPresent(request::timeout);
            return Optional.of(client.send(request.build(), body));
        } catch (IOException | JsonParseException | IllegalArgumentException | NullPointerException nobodyThere) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
