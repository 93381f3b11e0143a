package @package@;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.app.AppAction;
import org.weft.spi.app.AppInfo;
import org.weft.spi.app.AppInfo.FileType;
import org.weft.spi.app.AppProvider;
import org.weft.spi.app.AppSession;
import org.weft.spi.app.AppSessions;
import org.weft.spi.app.FileAccess;
import org.weft.spi.app.OpenRequest;
import org.weft.spi.http.HttpExtension;

/** Opens text files in a page of its own. Send the browser to your application in its place. */
final class @Class@Driver implements AppProvider {

    private final String title;

    @Class@Driver(String title) {
        this.title = title;
    }

    @Override
    public List<AppInfo> apps() {
        return List.of(AppInfo.builder(title)
                .types(List.of(new FileType("text/plain", "txt", Set.of(AppAction.VIEW, AppAction.EDIT))))
                .build());
    }

    @Override
    public AppSession open(OpenRequest request, FileAccess files) throws IOException {
        if (!request.app().equals(title)) {
            throw new NotFound("there is no application '" + request.app() + "' here");
        }
        if (!request.node().name().endsWith(".txt") || request.node().size() > @Class@Page.LONGEST) {
            throw new Unsupported(title + " opens files up to 1 MiB whose names end in .txt");
        }
        // The token goes by a form, for addresses stand in logs.
        URI page = URI.create(request.endpoint() + @Class@Page.PATH);
        return AppSession.post(page, Map.of("access_token", request.token()), request.mode());
    }

    @Override
    public Optional<HttpExtension> http(AppSessions sessions) {
        return Optional.of(new @Class@Page(sessions));
    }

    @Override
    public void close() {}
}
