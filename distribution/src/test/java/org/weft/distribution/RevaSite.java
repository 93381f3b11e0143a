/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A site of Reva at a loopback address of its own, whose only user is marie: CERN's daemon with all the services that Open
 * Cloud Mesh takes, and her command line. What she keeps is at {@code /home}, what she received at {@code /received/ID}.
 */
final class RevaSite implements AutoCloseable {

    static final String MARIE = "f7fbf8c8-139b-4376-b307-cf0a8c2d0d9c";

    private static final int LOOKS = 1200;

    private final Path folder;
    private final Map<String, String> at;
    private final Process process;
    private final String reva;

    private RevaSite(Path folder, Map<String, String> at, Process process, String reva) {
        this.folder = folder;
        this.at = at;
        this.process = process;
        this.reva = reva;
    }

    /**
     * Starts it and signs marie in.
     *
     * @param folder where its files are
     * @param address a loopback address that it alone has
     * @param partner the host of the other site
     */
    static RevaSite start(Path folder, String address, String partner) throws IOException, InterruptedException {
        String revad = Tools.peer("revad");
        Map<String, String> at = new TreeMap<>();
        for (String service : List.of("GATEWAY", "RECEIVED", "GIVEN", "GIVENDATA", "RECEIVEDDATA", "MACHINE", "WEB")) {
            at.put(service, address + ":" + freePort(address));
        }
        Files.createDirectories(folder.resolve("files"));
        Path config = Files.createDirectories(folder.resolve("config"));
        write(folder.resolve("users.json"), USERS, at, folder);
        Files.writeString(
                folder.resolve("providers.json"),
                "[" + provider(String.valueOf(at.get("WEB"))) + "," + provider(partner) + "]");
        Files.writeString(folder.resolve("shares.json"), "{}");
        Files.writeString(folder.resolve("invites.json"), "{}");
        write(config.resolve("gateway.toml"), SHARED + GATEWAY, at, folder);
        write(config.resolve("received.toml"), SHARED + RECEIVED, at, folder);
        write(config.resolve("receiveddata.toml"), SHARED + RECEIVED_DATA, at, folder);
        write(config.resolve("given.toml"), SHARED + GIVEN, at, folder);
        write(config.resolve("givendata.toml"), SHARED + GIVEN_DATA, at, folder);
        write(config.resolve("machine.toml"), SHARED + MACHINE, at, folder);
        write(config.resolve("web.toml"), SHARED + WEB, at, folder);
        Process process = new ProcessBuilder(revad, "-dev-dir", config.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        RevaSite site = new RevaSite(folder, at, process, Tools.peer("reva"));
        site.signIn();
        return site;
    }

    private static int freePort(String address) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return socket.getLocalPort();
        }
    }

    private static void write(Path file, String template, Map<String, String> at, Path folder) throws IOException {
        String text = template.replace("{FOLDER}", folder.toString());
        for (Map.Entry<String, String> service : at.entrySet()) {
            text = text.replace("{" + service.getKey() + "}", service.getValue());
        }
        Files.writeString(file, text);
    }

    private static String provider(String host) {
        return """
            {"name": "%1$s", "full_name": "%1$s", "organization": "", "domain": "%1$s", "homepage": "",
             "description": "", "services": [{"endpoint": {"type": {"name": "OCM", "description": ""},
             "name": "OCM", "path": "http://%1$s/ocm/", "is_monitored": true}, "api_version": "1.3.0",
             "host": "%1$s"}]}\
            """.formatted(host);
    }

    private void signIn() throws IOException, InterruptedException {
        Command answer = run("login", "-username", "marie", "-password", "radioactivity", "basic");
        for (int look = 0; look < LOOKS && answer.exitCode() != 0 && process.isAlive(); look++) {
            Thread.sleep(100);
            answer = run("login", "-username", "marie", "-password", "radioactivity", "basic");
        }
        for (int look = 0; look < LOOKS && !serves() && process.isAlive(); look++) {
            Thread.sleep(100);
        }
        if (answer.exitCode() != 0 || !serves()) {
            throw new IOException("revad does not serve: " + answer.output() + log());
        }
    }

    private boolean serves() throws InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI discovery = URI.create("http://" + host() + "/.well-known/ocm");
            return client.send(HttpRequest.newBuilder(discovery).build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The host by which others know it. */
    String host() {
        return String.valueOf(at.get("WEB"));
    }

    /** What its daemon said. */
    String log() throws IOException {
        return Files.readString(folder.resolve("log"), StandardCharsets.UTF_8);
    }

    /** Where marie's home lies on the disk. */
    Path home() {
        return folder.resolve("files/data/marie");
    }

    /** Runs marie's command line. */
    Command run(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("env", "HOME=" + folder, reva, "-insecure", "-disable-arg-prompt", "-host", at.get("GATEWAY")));
        command.addAll(List.of(words));
        return Command.run(folder, command.toArray(String[]::new));
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private static final String USERS = """
        [{"id": {"opaque_id": "f7fbf8c8-139b-4376-b307-cf0a8c2d0d9c", "idp": "{WEB}", "type": 1},
          "username": "marie", "secret": "radioactivity", "mail": "marie@example.org",
          "display_name": "Marie Curie", "groups": []}]
        """;

    private static final String SHARED = """
        [shared]
        jwt_secret = "changemeplease"
        gatewaysvc = "{GATEWAY}"
        """;

    private static final String GATEWAY = """
        [grpc]
        address = "{GATEWAY}"
        [grpc.services.gateway]
        authregistrysvc = "{GATEWAY}"
        userprovidersvc = "{GATEWAY}"
        ocminvitemanagersvc = "{GATEWAY}"
        ocmproviderauthorizersvc = "{GATEWAY}"
        storageregistrysvc = "{GATEWAY}"
        ocmshareprovidersvc = "{GATEWAY}"
        ocmincomingsvc = "{GATEWAY}"
        datagateway = "http://{WEB}/datagateway"
        [grpc.services.storageregistry]
        [grpc.services.storageregistry.drivers.static]
        home_provider = "/home"
        [grpc.services.storageregistry.drivers.static.rules]
        "/home" = {"address" = "{GATEWAY}"}
        "123e4567-e89b-12d3-a456-426655440000" = {"address" = "{GATEWAY}"}
        "/ocm" = {"address" = "{GIVEN}"}
        "ocm" = {"address" = "{GIVEN}"}
        "/received" = {"address" = "{RECEIVED}"}
        "984e7351-2729-4417-99b4-ab5e6d41fa97" = {"address" = "{RECEIVED}"}
        [grpc.services.storageprovider]
        driver = "localhome"
        mount_path = "/home"
        mount_id = "123e4567-e89b-12d3-a456-426655440000"
        space_depth = 2
        data_server_url = "http://{WEB}/data"
        [grpc.services.storageprovider.drivers.localhome]
        root = "{FOLDER}/files"
        [grpc.services.authregistry]
        driver = "static"
        [grpc.services.authregistry.drivers.static.rules]
        basic = "{GATEWAY}"
        bearer = "{GATEWAY}"
        ocmshares = "{GIVEN}"
        machine = "{MACHINE}"
        [grpc.services.ocminvitemanager]
        driver = "json"
        provider_domain = "{WEB}"
        [grpc.services.ocminvitemanager.drivers.json]
        file = "{FOLDER}/invites.json"
        [grpc.services.ocmproviderauthorizer]
        driver = "json"
        [grpc.services.ocmproviderauthorizer.drivers.json]
        providers = "{FOLDER}/providers.json"
        [grpc.services.ocmshareprovider]
        driver = "json"
        webdav_endpoint = "http://{WEB}"
        webapp_endpoint = "http://{WEB}/apps"
        provider_domain = "{WEB}"
        [grpc.services.ocmshareprovider.drivers.json]
        file = "{FOLDER}/shares.json"
        [grpc.services.ocmincoming]
        driver = "json"
        [grpc.services.ocmincoming.drivers.json]
        file = "{FOLDER}/shares.json"
        [grpc.services.authprovider]
        auth_manager = "json"
        [grpc.services.authprovider.auth_managers.json]
        users = "{FOLDER}/users.json"
        [grpc.services.userprovider]
        driver = "json"
        [grpc.services.userprovider.drivers.json]
        users = "{FOLDER}/users.json"
        """;

    private static final String RECEIVED = """
        [grpc]
        address = "{RECEIVED}"
        [grpc.services.storageprovider]
        driver = "ocmreceived"
        mount_path = "/received"
        mount_id = "984e7351-2729-4417-99b4-ab5e6d41fa97"
        space_depth = 2
        data_server_url = "http://{RECEIVEDDATA}/data"
        [grpc.services.storageprovider.drivers.ocmreceived]
        """;

    private static final String RECEIVED_DATA = """
        [http]
        address = "{RECEIVEDDATA}"
        [http.services.dataprovider]
        driver = "ocmreceived"
        [http.services.dataprovider.drivers.ocmreceived]
        """;

    private static final String GIVEN = """
        [grpc]
        address = "{GIVEN}"
        [grpc.services.storageprovider]
        driver = "ocmoutcoming"
        mount_path = "/ocm"
        mount_id = "ocm"
        space_depth = 2
        data_server_url = "http://{GIVENDATA}/data"
        [grpc.services.storageprovider.drivers.ocmoutcoming]
        machine_secret = "secret"
        [grpc.services.authprovider]
        auth_manager = "ocmshares"
        [grpc.services.authprovider.auth_managers.ocmshares]
        """;

    private static final String GIVEN_DATA = """
        [http]
        address = "{GIVENDATA}"
        [http.services.dataprovider]
        driver = "ocmoutcoming"
        [http.services.dataprovider.drivers.ocmoutcoming]
        machine_secret = "secret"
        """;

    private static final String MACHINE = """
        [grpc]
        address = "{MACHINE}"
        [grpc.services.authprovider]
        auth_manager = "machine"
        [grpc.services.authprovider.auth_managers.machine]
        api_key = "secret"
        gateway_addr = "{GATEWAY}"
        """;

    private static final String WEB = """
        [http]
        address = "{WEB}"
        [http.middlewares.auth]
        credential_chain = ["publicshares", "basic", "bearer"]
        token_strategy_chain = ["bearer", "header"]
        [http.services.ocm]
        [http.services.sciencemesh]
        provider_domain = "{WEB}"
        mesh_directory_url = "http://{WEB}/directory"
        smtp_credentials = {}
        [http.services.datagateway]
        [http.services.dataprovider]
        driver = "localhome"
        [http.services.dataprovider.drivers.localhome]
        root = "{FOLDER}/files"
        [http.services.ocdav]
        spaces_enabled = true
        [http.services.wellknown]
        [http.services.wellknown.ocmprovider]
        ocm_prefix = "ocm"
        provider = "Reva"
        endpoint = "http://{WEB}"
        """;
}
