// Tessera: another log behind HTTP, asked by the same clients for the same work.
// Usage: tessera FOLDER BATCH verify|take
// Listens at a free port, says which, and serves until it is killed.
//
// Tessera's POSIX storage.  With "verify" its handler looks at the two signatures for which a
// lodging with us is verified: that of the request by a key of its own, and that of the act
// in its body; with "take" at neither.  Whoever adds is answered when the entry is synced and
// integrated, not when a checkpoint with it is published: for that Tessera waits 100 ms at
// least, and then its clients have to ask.  It knows no members, passes, chains, replays or
// rules, keeps one log, and signs one checkpoint a tenth of a second.
//
// SPDX-License-Identifier: ISC
package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/mod/sumdb/note"
	"k8s.io/klog/v2"
)

func must[T any](v T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, "tessera:", err)
		os.Exit(1)
	}
	return v
}

// A batch is full when all clients wait in it, or after 5 ms: of 2, 5, 10, 20 and 40 that made
// it fastest.
func open(ctx context.Context, dir string, batch uint) *tessera.Appender {
	secret, _, err := note.GenerateKey(rand.Reader, "tessera.example")
	signer := must(note.NewSigner(must(secret, err)))
	driver := must(posix.New(ctx, posix.Config{Path: dir}))
	options := tessera.NewAppendOptions().WithCheckpointSigner(signer).
		WithCheckpointInterval(100*time.Millisecond).
		WithBatching(batch, 5*time.Millisecond).WithPushback(4 * batch)
	a, _, _, err := tessera.NewAppender(ctx, driver, options)
	return must(a, err)
}

// verify is true if key, in base64, signed message with the signature in base64.
func verify(key, message, signature string) bool {
	k, err1 := base64.StdEncoding.DecodeString(key)
	s, err2 := base64.StdEncoding.DecodeString(signature)
	return err1 == nil && err2 == nil && len(k) == ed25519.PublicKeySize &&
		ed25519.Verify(k, []byte(message), s)
}

// signed is true if the act in a lodging has a valid signature line of key.
func signed(lodging []byte, key string) bool {
	if len(lodging) < 4 {
		return false
	}
	text, line, found := strings.Cut(string(lodging[4:]), "\n\n")
	words := strings.Fields(line)
	if !found || len(words) != 3 {
		return false
	}
	sig, err := base64.StdEncoding.DecodeString(words[2])
	return err == nil && len(sig) == 4+ed25519.SignatureSize &&
		verify(key, text+"\n", base64.StdEncoding.EncodeToString(sig[4:]))
}

type server struct {
	log    *tessera.Appender
	verify bool
}

func (s server) add(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	h := r.Header
	if err != nil || s.verify && (!verify(h.Get("Key"), string(body), h.Get("Signature")) ||
		!signed(body, h.Get("Act-Key"))) {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	index, err := s.log.Add(r.Context(), tessera.NewEntry(bytes.Clone(body)))()
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Number", fmt.Sprint(index.Index))
}

func main() {
	var batch uint
	klog.InitFlags(nil)
	must(0, flag.Set("logtostderr", "false"))
	must(0, flag.Set("stderrthreshold", "FATAL"))
	klog.SetOutput(io.Discard)
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: tessera FOLDER BATCH verify|take")
		os.Exit(2)
	}
	must(fmt.Sscan(os.Args[2], &batch))
	s := server{open(context.Background(), os.Args[1], batch), os.Args[3] == "verify"}
	l := must(net.Listen("tcp", "127.0.0.1:0"))
	fmt.Printf("serving at port %d\n", l.Addr().(*net.TCPAddr).Port)
	http.HandleFunc("POST /add", s.add)
	must(0, http.Serve(l, nil))
}
