# Reva, CERN's server: its command line (reva) and its daemon (revad), from the Go module proxy. The daemon is
# built without the drivers of EOS and Ceph, whose modules the proxy does not have, and with cgo (gcc), since its
# driver of local files keeps a database of SQLite.
version=v3.12.1
go="$(go_command 1.26.3)"
export GOFLAGS=-mod=mod GOTOOLCHAIN=local
source="$("$go" mod download -json "github.com/cs3org/reva/v3@$version" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')"
cp -r "$source" source
chmod -R u+w source
sed -i -e '/storage\/fs\/eos"/d' -e '/storage\/fs\/ceph/d' source/pkg/storage/fs/loader/loader.go
rm -rf source/pkg/storage/fs/eos source/pkg/storage/fs/cephfs source/pkg/storage/fs/cephmount
cd source
CGO_ENABLED=0 "$go" build -ldflags='-s -w' -o "$WEFT_PEERS/bin/" ./cmd/reva
CGO_ENABLED=1 "$go" build -ldflags='-s -w' -o "$WEFT_PEERS/bin/revad" ./cmd/revad/main
cd ..
rm -rf source
