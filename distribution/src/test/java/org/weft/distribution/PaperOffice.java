/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An office that edits {@code odt}, as far as a server can tell: it has a discovery, and asks the host for files. */
final class PaperOffice implements AutoCloseable {

    private static final String DISCOVERY = """
        <wopi-discovery><net-zone name="external-http"><app name="Writer">
        <action name="edit" ext="odt" urlsrc="%1$s/edit?"/><action name="view" ext="odt" urlsrc="%1$s/view?"/>
        </app></net-zone></wopi-discovery>
        """;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<String> shown = new LinkedBlockingQueue<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    PaperOffice() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] discovery = DISCOVERY.formatted(url()).getBytes(StandardCharsets.UTF_8);
        server.createContext("/hosting/discovery", exchange -> {
            exchange.sendResponseHeaders(200, discovery.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(discovery);
            }
        });
        server.createContext("/edit", this::edit);
        server.createContext("/view", this::edit);
        server.setExecutor(threads);
        server.start();
    }

    /** The page in the frame: its server fetches the file from the host, by what the host's page sent. */
    private void edit(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String source = parameter(exchange.getRequestURI().getRawQuery(), "WOPISrc");
        String contents = source + "/contents?access_token=" + parameter(form, "access_token");
        try {
            String file = client.send(
                            HttpRequest.newBuilder(URI.create(contents)).build(), BodyHandlers.ofString())
                    .body();
            shown.add(file);
            byte[] page = "<!DOCTYPE html><title>Paper</title><p>Paper".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private static String parameter(String form, String name) {
        int at = form.indexOf(name + "=");
        return at < 0
                ? ""
                : URLDecoder.decode(form.substring(at + name.length() + 1).split("&", 2)[0], StandardCharsets.UTF_8);
    }

    /** The file that somebody opened in a browser last; waits for it. */
    String shown() throws InterruptedException {
        return Objects.requireNonNull(shown.poll(60, TimeUnit.SECONDS), "nothing was opened");
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** A section of the configuration. */
    String config(String name) {
        return """
            [[app]]
            name = "%3$s"
            driver = "wopi"
            options = { url = "%2$s", product = "collabora", name = "%1$s" }
            """.formatted(name, url(), name.toLowerCase(Locale.ROOT));
    }

    /**
     * A file that is open.
     *
     * @param path where the host has it
     */
    record Opened(String path, String token, JsonObject answer) {

        String reason() {
            return answer.get("forced_viewmode_reason").getAsString();
        }
    }

    static String[] basic(String user, String password) {
        String pair = Base64.getEncoder().encodeToString((user + ':' + password).getBytes(StandardCharsets.UTF_8));
        return new String[] {"Authorization", "Basic " + pair};
    }

    /** A request of anybody; headers come in pairs. */
    HttpResponse<String> send(String method, String url, String body, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url)).method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> form(String url, String form, String... headers) throws Exception {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "application/x-www-form-urlencoded";
        return send("POST", url, form, all);
    }

    /** A request about shares over OCS; what it tells. */
    JsonObject shares(RunningWeft weft, String method, String rest, String... account) throws Exception {
        HttpResponse<String> answer = send(
                method,
                weft.http() + "/ocs/v2.php/apps/files_sharing/api/v1/shares" + rest + (rest.contains("?") ? "&" : "?")
                        + "format=json",
                "",
                account[0],
                account[1],
                "OCS-APIRequest",
                "true");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var data = JsonParser.parseString(answer.body())
                .getAsJsonObject()
                .getAsJsonObject("ocs")
                .get("data");
        return data.isJsonObject() ? data.getAsJsonObject() : new JsonObject();
    }

    /** Opens a file, as {@code headers} sign somebody in. */
    Opened open(RunningWeft weft, String form, String... headers) throws Exception {
        HttpResponse<String> answer = form(weft.http() + "/app/open", form, headers);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonObject json = JsonParser.parseString(answer.body()).getAsJsonObject();
        String url = json.get("app_url").getAsString();
        String source = URLDecoder.decode(
                url.substring(url.indexOf("WOPISrc=") + "WOPISrc=".length()).split("&", 2)[0], StandardCharsets.UTF_8);
        String token =
                json.getAsJsonObject("form_parameters").get("access_token").getAsString();
        return new Opened(URI.create(source).getRawPath(), token, json);
    }

    /** CheckFileInfo. */
    HttpResponse<String> info(RunningWeft weft, Opened file) throws Exception {
        return send("GET", weft.http() + file.path() + "?access_token=" + file.token(), "");
    }

    /** GetFile. */
    HttpResponse<String> read(RunningWeft weft, Opened file) throws Exception {
        return send("GET", weft.http() + file.path() + "/contents?access_token=" + file.token(), "");
    }

    /** One of the calls that a header tells apart. */
    HttpResponse<String> call(RunningWeft weft, Opened file, String override, String lock, String body)
            throws Exception {
        String below = override.equals("PUT") ? "/contents" : "";
        return send(
                "POST",
                weft.http() + file.path() + below + "?access_token=" + file.token(),
                body,
                "X-WOPI-Override",
                override,
                "X-WOPI-Lock",
                lock);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
        client.close();
    }
}
