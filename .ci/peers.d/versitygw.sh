# versitygw, an S3 server over a POSIX file system; from the Go module proxy.
go="$(go_command 1.26.3)"
GOFLAGS=-mod=mod GOBIN="$WEFT_PEERS/bin" "$go" install github.com/versity/versitygw/cmd/versitygw@v1.8.0
