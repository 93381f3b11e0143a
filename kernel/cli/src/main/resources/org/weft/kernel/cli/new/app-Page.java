package @package@;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.app.AppSessions;
import org.weft.spi.app.FileAccess;
import org.weft.spi.app.Write;
import org.weft.spi.http.Exchange;
import org.weft.spi.http.HttpExtension;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Precondition;

/** The page with the text, which sends it back. Whoever comes here is nobody until the token says who it is. */
final class @Class@Page implements HttpExtension {

    static final String PATH = "/text";
    static final int LONGEST = 1 << 20;

    private final AppSessions sessions;

    @Class@Page(AppSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        Map<String, String> form = form(exchange);
        String token = form.getOrDefault("access_token", "");
        FileAccess files = sessions.find(token).orElseThrow(() -> new Unauthenticated("the session is over"));
        if (!exchange.method().equals("POST") || !exchange.path().equals(PATH)) {
            throw new NotFound("there is nothing at this path");
        }
        String text = form.get("text");
        if (text != null) {
            byte[] bytes = text.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8);
            // Refused when somebody has changed the file since the page was made.
            Precondition unchanged = Precondition.etag(form.getOrDefault("etag", ""));
            files.put(new ByteArrayInputStream(bytes), Write.plain().length(bytes.length).when(unchanged));
        }
        try (Content content = files.open()) {
            show(exchange, token, content.node(), read(content), files.mode().mayWrite());
        }
    }

    private static void show(Exchange exchange, String token, Node node, String text, boolean writable)
            throws IOException {
        byte[] page = """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><title>%1$s</title></head>
                <body><form method="post">
                <input type="hidden" name="access_token" value="%2$s">
                <input type="hidden" name="etag" value="%3$s">
                <p><label>%1$s<br><textarea name="text" rows="25" cols="80"%4$s>
                %5$s</textarea></label></p>
                %6$s
                </form></body></html>
                """
                .formatted(
                        escaped(node.name()),
                        escaped(token),
                        escaped(node.etag()),
                        writable ? "" : " readonly",
                        escaped(text),
                        writable ? "<p><button>Save</button></p>" : "")
                .getBytes(StandardCharsets.UTF_8);
        exchange.setHeader("Content-Type", "text/html; charset=utf-8");
        exchange.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'");
        try (OutputStream out = exchange.reply(200, page.length)) {
            out.write(page);
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    private static String read(Content content) throws IOException {
        if (content.length() > LONGEST) {
            throw new InvalidArgument("the file has grown beyond 1 MiB");
        }
        InputStream bytes =
                switch (content) {
                    case Content.OfStream stream -> stream.stream();
                    case Content.OfFile file -> Channels.newInputStream(file.channel().position(file.offset()));
                };
        return new String(bytes.readNBytes((int) content.length()), StandardCharsets.UTF_8);
    }

    private static Map<String, String> form(Exchange exchange) throws IOException {
        byte[] bytes = exchange.body().readNBytes(4 * LONGEST + 1);
        if (bytes.length > 4 * LONGEST) {
            throw new InvalidArgument("the form is too large");
        }
        Map<String, String> form = new HashMap<>();
        Arrays.stream(new String(bytes, StandardCharsets.UTF_8).split("&"))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2)
                .forEach(pair -> form.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
        return form;
    }
}
