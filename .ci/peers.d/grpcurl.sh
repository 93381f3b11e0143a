# grpcurl, the command line of gRPC; from the Go module proxy.
go="$(go_command 1.26.3)"
GOFLAGS=-mod=mod GOBIN="$WEFT_PEERS/bin" "$go" install github.com/fullstorydev/grpcurl/cmd/grpcurl@v1.9.3
