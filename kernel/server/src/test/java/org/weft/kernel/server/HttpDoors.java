/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.weft.kernel.storage.resource.ResourceId;

/**
 * What can be asked for at each address over HTTP. An address at which places are named has its questions here, and one at
 * which none are is named too, so that nothing is served that is in neither.
 */
final class HttpDoors {

    /** The methods that are asked for, of which there are no others at any address. */
    static final List<String> METHODS = List.of(
            "GET",
            "HEAD",
            "OPTIONS",
            "PROPFIND",
            "REPORT",
            "SEARCH",
            "PUT",
            "POST",
            "PATCH",
            "DELETE",
            "MKCOL",
            "COPY",
            "MOVE",
            "PROPPATCH",
            "LOCK",
            "UNLOCK",
            "ACL",
            "BIND",
            "CHECKOUT",
            "BREW");

    /** Those that are asked where there is no WebDAV. */
    private static final List<String> PLAIN = List.of("GET", "HEAD", "OPTIONS", "PROPFIND", "PUT", "POST", "DELETE");

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String TOKEN = "<urn:uuid:6f2e7f1a-6a0e-4ad0-9f0b-1c2d3e4f5a6b>";

    private static final String SHARES = "/apps/files_sharing/api/v1/shares";

    /** Where nothing of a storage is named. */
    private static final Set<String> PLACELESS = placeless();

    private HttpDoors() {}

    /**
     * A request.
     *
     * @param headers each name followed by its value
     */
    record Question(String method, String url, String body, List<String> headers) {

        @Override
        public String toString() {
            return method + ' ' + url + (headers.isEmpty() ? "" : " " + headers);
        }
    }

    /**
     * How somebody names a closed folder.
     *
     * @param folder its address in each tree of WebDAV
     * @param tree its path in CS3's tree; empty where there is none
     * @param link the token of a link
     * @param linked the path of the folder below the link's top, with a slash at its end
     * @param own the address of a file that one has
     * @param user one's name
     */
    record Names(
            List<String> folder,
            String tree,
            String link,
            String linked,
            String own,
            String user,
            ClosedFolders.Closed closed) {}

    private static Set<String> placeless() {
        Set<String> all = new TreeSet<>(Set.of(
                "",
                "/healthz",
                "/readyz",
                "/favicon.ico",
                "/weft.css",
                "/weft-app.js",
                "/weft-link.js",
                "/status.php",
                "/index.php/204",
                "/remote.php",
                "/app/list",
                "/app/notify",
                "/signin",
                "/signin/start",
                "/signin/callback",
                "/signin/terminal",
                "/signin/backchannel",
                "/signout",
                "/account",
                "/account/app-passwords",
                "/account/app-passwords/revoke",
                "/index.php/login/v2",
                "/index.php/login/v2/flow",
                "/index.php/login/v2/poll",
                "/index.php/s", // sends on to /s
                "/wayf",
                "/ocm-invite",
                "/.well-known/ocm",
                "/.well-known/jwks.json",
                "/ocm-provider"));
        for (String name : List.of(
                "generate-invite",
                "list-invite",
                "accept-invite",
                "find-accepted-users",
                "delete-accepted-user",
                "list-providers",
                "federations",
                "discover",
                "request-share",
                "list-share-requests",
                "accept-share-request",
                "decline-share-request")) {
            all.add("/sciencemesh/" + name);
        }
        for (String ocs : List.of("/ocs/v1.php", "/ocs/v2.php")) {
            for (String path : List.of(
                    "",
                    "/config",
                    "/cloud/capabilities",
                    "/cloud/user",
                    "/cloud/user/signing-key",
                    "/cloud/users",
                    "/core/getapppassword",
                    "/core/apppassword",
                    "/core/navigation/apps",
                    "/apps/files_sharing/api/v1/sharees")) {
                all.add(ocs + path);
            }
        }
        // What a secret opens that nobody has by asking; what it opens is asked for above.
        all.addAll(Set.of(
                "/datagateway",
                "/apps/x",
                "/ocm",
                "/ocm/shares",
                "/ocm/notifications",
                "/ocm/invite-accepted",
                "/ocm/token",
                "/ocm/request-share"));
        return Set.copyOf(all);
    }

    /** What is asked of one thing, at each address. */
    static Map<String, List<Question>> of(Names names, ClosedFolders.Thing thing) {
        Map<String, List<Question>> all = new LinkedHashMap<>();
        PLACELESS.forEach(path -> all.put(path, List.of()));
        for (String root : List.of("/remote.php/webdav", "/webdav", "/remote.php/dav", "/dav")) {
            all.put(root, new ArrayList<>());
            for (String link : List.of("/public-files", "/ocm")) {
                if (root.endsWith("/dav")) {
                    all.put(root + link, new ArrayList<>());
                }
            }
        }
        for (String folder : names.folder()) {
            tree(folder, names, thing).forEach(question -> at(all, folder).add(question));
        }
        for (String root : List.of("/dav", "/remote.php/dav")) {
            List<Question> dav = at(all, root);
            for (ResourceId id : List.of(thing.id(), names.closed().id())) {
                dav.addAll(histories(root + "/meta/" + encode(id.toString()), names, thing));
            }
            dav.addAll(trash(root, names, thing));
            at(all, root + "/ocm").addAll(ocm(root + "/ocm/", thing));
        }
        at(all, "/dav").addAll(under("/dav/spaces/" + encode(thing.id().toString()), "", names));
        at(all, "/dav").addAll(uploads(names, thing));
        all.put("/public.php/webdav", ocm("/public.php/webdav/", thing));
        all.put("/data", data(names, thing));
        all.put("/archiver", archives(names, thing));
        all.put("/s", pages(names, thing));
        all.putAll(apps(names, thing));
        for (String ocs : List.of("/ocs/v1.php", "/ocs/v2.php")) {
            all.put(ocs + SHARES, shares(ocs + SHARES, names, thing));
            all.put(
                    ocs + "/apps/files_sharing/api/v1/remote_shares",
                    one(ocs + "/apps/files_sharing/api/v1/remote_shares/", thing));
        }
        return all;
    }

    private static List<Question> at(Map<String, List<Question>> all, String url) {
        String best = all.keySet().stream()
                .filter(prefix -> url.equals(prefix) || url.startsWith(prefix + '/'))
                .reduce("", (one, other) -> other.length() > one.length() ? other : one);
        return Objects.requireNonNull(all.get(best));
    }

    /** The questions of a tree, without those that only another kind of thing could answer otherwise. */
    static List<Question> trees(Names names, ClosedFolders.Thing thing) {
        return names.folder().stream()
                .flatMap(folder -> tree(folder, names, thing).stream())
                .toList();
    }

    private static List<Question> tree(String folder, Names names, ClosedFolders.Thing thing) {
        if (!folder.startsWith("/dav/")) {
            // The same endpoint by another name.
            return Stream.of("GET", "PROPFIND", "PUT", "DELETE", "LOCK")
                    .map(method -> question(method, folder + '/' + thing.name()))
                    .toList();
        }
        List<Question> all = under(folder, '/' + thing.name(), names);
        // TUS names the new file in a header, and its folder in the address.
        all.add(question(
                "POST",
                folder + '/',
                "Tus-Resumable",
                "1.0.0",
                "Upload-Length",
                "1",
                "Upload-Metadata",
                "filename " + base64(thing.name())));
        return all;
    }

    /** Every method of WebDAV, in each form that might tell something else. */
    private static List<Question> under(String folder, String below, Names names) {
        String url = folder + below;
        List<Question> all = new ArrayList<>();
        for (String method : METHODS) {
            all.add(question(method, url));
        }
        for (String depth : List.of("0", "1", "infinity")) {
            all.add(question("PROPFIND", url, "Depth", depth));
        }
        all.add(question("GET", url + '/'));
        all.add(question("PROPFIND", url + '/', "Depth", "0"));
        all.add(question("PROPFIND", url + "/in.txt", "Depth", "0"));
        all.add(question("PUT", url + "/in.txt"));
        all.add(question("GET", url, "If-None-Match", "*"));
        for (String condition : List.of("If-None-Match", "If-Match")) {
            all.add(question("PUT", url, condition, "*"));
            all.add(question("DELETE", url, condition, "*"));
        }
        all.add(question("PUT", url, "If", '(' + TOKEN + ')'));
        all.add(question("PUT", url, "Content-Range", "bytes 0-0/1"));
        all.add(question("MKCOL", url + '/'));
        all.add(new Question(
                "PROPPATCH",
                url,
                "<d:propertyupdate xmlns:d=\"DAV:\"><d:set><d:prop><x xmlns=\"y\">z</x></d:prop></d:set>"
                        + "</d:propertyupdate>",
                List.of()));
        all.add(new Question(
                "REPORT",
                url,
                "<o:filter-files xmlns:d=\"DAV:\" xmlns:o=\"http://owncloud.org/ns\"><d:prop><o:id/></d:prop>"
                        + "<o:filter-rules><o:favorite>1</o:favorite></o:filter-rules></o:filter-files>",
                List.of()));
        for (String scope : List.of("exclusive", "shared")) {
            all.add(new Question(
                    "LOCK",
                    url,
                    "<d:lockinfo xmlns:d=\"DAV:\"><d:lockscope><d:" + scope + "/></d:lockscope>"
                            + "<d:locktype><d:write/></d:locktype></d:lockinfo>",
                    List.of("Depth", "0")));
        }
        all.add(question("LOCK", url, "If", '(' + TOKEN + ')'));
        all.add(question("UNLOCK", url, "Lock-Token", TOKEN));
        for (String method : List.of("COPY", "MOVE")) {
            all.add(question(method, url, "Destination", folder + "/other"));
            all.add(question(method, url, "Destination", names.own() + ".new"));
            for (String overwrite : List.of("T", "F")) {
                all.add(question(method, names.own(), "Destination", url, "Overwrite", overwrite));
            }
        }
        for (String state : List.of("[\"x\"]", "Not [\"x\"]", TOKEN, "Not " + TOKEN)) {
            all.add(question("PROPPATCH", names.own(), "If", '<' + url + "> (" + state + ')'));
        }
        return all;
    }

    private static List<String> methods(String root) {
        return root.startsWith("/dav") ? METHODS : List.of("PROPFIND");
    }

    private static List<Question> histories(String url, Names names, ClosedFolders.Thing thing) {
        List<Question> all = new ArrayList<>();
        for (String below : List.of("", "/v", "/v/" + thing.version())) {
            for (String method : methods(url)) {
                all.add(question(method, url + below));
            }
            all.add(question("COPY", url + below, "Destination", names.own() + ".new"));
        }
        return all;
    }

    private static List<Question> trash(String root, Names names, ClosedFolders.Thing thing) {
        List<String> bins = new ArrayList<>(List.of(root + "/trash-bin/" + names.user()));
        ResourceId folder = names.closed().id();
        for (String space : List.of(
                folder.storage() + '$' + folder.space(),
                folder.toString(),
                thing.id().toString())) {
            bins.add(root + "/spaces/trash-bin/" + encode(space));
        }
        String base = "?base_path=" + encode(names.tree() + '/' + thing.name());
        List<Question> all = new ArrayList<>();
        for (String bin : bins) {
            for (String method : methods(root)) {
                all.add(question(method, bin + '/' + thing.trashed()));
            }
            all.add(question("PROPFIND", bin + base, "Depth", "1"));
            all.add(question("DELETE", bin + '/' + thing.trashed() + base));
            all.add(question("MOVE", bin + '/' + thing.trashed(), "Destination", names.own() + ".new"));
            for (String to : names.folder()) {
                all.add(question("MOVE", bin + "/none", "Destination", to + '/' + thing.name()));
            }
        }
        return all;
    }

    /** Few, for whoever tries more of them without a secret is braked. */
    private static List<Question> ocm(String root, ClosedFolders.Thing thing) {
        return Stream.of("PROPFIND", "PUT")
                .map(method -> question(method, root + thing.share() + "/x"))
                .toList();
    }

    private static List<Question> uploads(Names names, ClosedFolders.Thing thing) {
        List<Question> all = new ArrayList<>();
        String uploads = "/dav/uploads/" + names.user() + '/' + thing.name();
        for (String folder : names.folder()) {
            String to = folder + '/' + thing.name();
            all.add(question("MKCOL", uploads, "Destination", to));
            all.add(question("PUT", uploads + "/0", "Destination", to));
            for (String overwrite : List.of("T", "F")) {
                all.add(question("MOVE", uploads + "/.file", "Destination", to, "Overwrite", overwrite));
            }
            all.add(question("DELETE", uploads));
        }
        return all;
    }

    private static List<Question> data(Names names, ClosedFolders.Thing thing) {
        List<Question> all = new ArrayList<>();
        List<String> urls = new ArrayList<>(List.of(
                "/data/spaces/" + encode(thing.id().toString()),
                "/data/spaces/" + encode(names.closed().id().toString()) + '/' + thing.name()));
        if (!names.tree().isEmpty()) {
            urls.add("/data/simple" + names.tree() + '/' + thing.name());
        }
        for (String url : urls) {
            for (String method : PLAIN) {
                all.add(question(method, url));
            }
            all.add(question("GET", url + "?version_key=" + thing.version()));
            all.add(question("PUT", url, "If-None-Match", "*"));
        }
        all.add(question(
                "POST",
                "/data/tus",
                "Tus-Resumable",
                "1.0.0",
                "Upload-Length",
                "1",
                "Upload-Metadata",
                "filename " + base64(thing.name()) + ",dir "
                        + base64(names.tree().isEmpty() ? "/x" : names.tree())));
        return all;
    }

    private static List<Question> archives(Names names, ClosedFolders.Thing thing) {
        List<Question> all = new ArrayList<>();
        for (String method : List.of("GET", "HEAD")) {
            for (String token : tokens(names)) {
                all.add(question(method, "/archiver?id=" + encode(thing.id().toString()) + token));
                all.add(question(method, "/archiver?path=" + encode(below(names, token) + thing.name()) + token));
            }
        }
        return all;
    }

    private static List<Question> pages(Names names, ClosedFolders.Thing thing) {
        List<Question> all = new ArrayList<>();
        String url = "/s/" + names.link();
        String path = encode(names.linked() + thing.name());
        for (String method : PLAIN) {
            for (String below : List.of("", "/download", "/open")) {
                all.add(question(method, url + below + "?path=" + path));
            }
            String folder = encode(names.linked());
            all.add(question(
                    method, url + "/upload?name=" + thing.name() + "&path=" + folder, "X-Requested-With", "x"));
            all.add(question(method, url + "/upload?name=in.txt&path=" + path, "X-Requested-With", "x"));
        }
        return all;
    }

    private static Map<String, List<Question>> apps(Names names, ClosedFolders.Thing thing) {
        List<Question> opened = new ArrayList<>();
        List<Question> made = new ArrayList<>();
        List<Question> shown = new ArrayList<>();
        String id = encode(thing.id().toString());
        String folder = encode(names.closed().id().toString());
        for (String token : tokens(names)) {
            String query = token.replaceFirst("^&", "?");
            String path = encode(below(names, token) + thing.name());
            opened.add(form("POST", "/app/open" + query, "file_id=" + id));
            opened.add(form("POST", "/app/open" + query, "path=" + path));
            made.add(form("POST", "/app/new" + query, "parent_container_id=" + folder + "&filename=" + thing.name()));
            made.add(form("POST", "/app/new" + query, "parent_container_id=" + id + "&filename=in.txt"));
            made.add(form(
                    "POST", "/app/new" + query, "parent_container_id=" + folder + "&filename=o.txt&template=" + id));
            shown.add(question("GET", "/apps/open?file_id=" + id + token));
            shown.add(question("GET", "/apps/open?path=" + path + token));
        }
        return Map.of("/app/open", opened, "/app/new", made, "/apps/open", shown);
    }

    private static List<Question> shares(String url, Names names, ClosedFolders.Thing thing) {
        List<Question> all = new ArrayList<>();
        String home = names.tree().replaceFirst("^/home(?=/|$)", "");
        for (String place : List.of(
                "path=" + encode(home + '/' + thing.name()),
                "path=" + encode("/Shares/shared/closed/" + thing.name()),
                "space_ref=" + encode(thing.id().toString()),
                "space_ref=" + encode(names.closed().id().toString() + '/' + thing.name()))) {
            for (String more : List.of("", "&subfiles=true", "&reshares=true")) {
                all.add(question("GET", url + "?format=json&" + place + more));
            }
            for (String type :
                    List.of("0&shareWith=einstein", "1&shareWith=physics-lovers", "3", "6&shareWith=a@b.c")) {
                all.add(form("POST", url + "?format=json", place + "&permissions=1&shareType=" + type));
            }
        }
        all.addAll(one(url + '/', thing));
        all.addAll(one(url + "/pending/", thing));
        return all;
    }

    /** A share, by its id. */
    private static List<Question> one(String url, ClosedFolders.Thing thing) {
        List<Question> all = new ArrayList<>();
        for (String method : List.of("GET", "HEAD", "POST", "DELETE", "OPTIONS")) {
            all.add(question(method, url + thing.share()));
        }
        all.add(form("PUT", url + thing.share(), "permissions=1"));
        all.add(form("PUT", url + thing.share(), "expireDate=2099-01-01"));
        return all;
    }

    /** What is added to a query: nothing, and the link by which somebody came. */
    private static List<String> tokens(Names names) {
        return List.of("", "&public-token=" + names.link());
    }

    private static String below(Names names, String token) {
        return token.isEmpty() ? names.tree() + '/' : "/" + names.linked();
    }

    private static Question question(String method, String url, String... headers) {
        String body = method.equals("PUT") ? "x" : "";
        return new Question(method, url, body, List.of(headers));
    }

    private static Question form(String method, String url, String body) {
        return new Question(method, url, body, List.of("Content-Type", FORM));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
