// What Tessera's hammer wants of a log beside the tiles: POST add, which answers with an
// index.  A table takes signed acts, so that each body becomes the text of a statement, signed
// by one of several offices.  What is read goes through as it is, with a bearer pass.
//
// SPDX-License-Identifier: ISC
package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
)

// shim remembers what it lodged: the hammer does not look at what it reads.
type shim struct {
	offices chan *chain
	mu      sync.Mutex
	body    map[uint64]string
	act     map[uint64][]byte
	twice   int
}

func newShim(party *chain, offices int) *shim {
	s := &shim{offices: make(chan *chain, offices), body: map[uint64]string{},
		act: map[uint64][]byte{}}
	for i := range offices {
		s.offices <- party.mandate(fmt.Sprintf("hammer-%d", i))
	}
	return s
}

func (s *shim) add(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 2000))
	if err != nil || len(body) == 0 || bytes.ContainsFunc(body, func(c rune) bool {
		return c < ' ' || c > '~' || c == '\\'
	}) {
		http.Error(w, "one line of plain text is lodged here", http.StatusBadRequest)
		return
	}
	o := <-s.offices
	index, act, err := o.lodge("statement", "of -\nfinding -\ntext "+string(body)+"\n")
	s.offices <- o
	if err != nil {
		fmt.Fprintln(os.Stderr, "interop:", err)
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	s.mu.Lock()
	if _, known := s.act[index]; known {
		s.twice++
	}
	s.body[index], s.act[index] = string(body), act
	s.mu.Unlock()
	fmt.Fprintf(w, "%d\n", index)
}

// check reads the whole log again: at every index that was told stands the act that was
// signed, with the body that was posted, and no index was told twice.
func (s *shim) check(now *served) {
	all, bad := now.entriesOf(), s.twice
	for i, act := range s.act {
		if i >= uint64(len(all)) || !bytes.Equal(all[i], act) ||
			!strings.Contains(string(all[i]), "\ntext "+s.body[i]+"\n\n") {
			bad++
		}
	}
	fmt.Printf("%d bodies lodged by %d offices, %d of them not found at their index\n",
		len(s.act), len(s.offices), bad)
	if bad > 0 || len(s.act) == 0 {
		os.Exit(1)
	}
}

// hammered serves until it is told to end, then checks what was lodged.
func hammered(base, id, passFile, policy, keyFile, party, invite, logKey string, offices int) {
	at := base + "/t/" + id + "/"
	pass := readPass(passFile)
	now := openServed(at, pass, policy)
	t := &table{base: base, id: id, draft: draftOf(invite), seen: seenOf(now, verifier(logKey))}
	charter, _, _ := strings.Cut(string(now.entriesOf()[0]), "\n\n")
	t.charter = hashHex("verbale-act-id/1\n", charter+"\n")
	c := &chain{t: t, author: party, signer: deskSigner(keyFile, party)}
	c.admit()
	c.catchUp()
	s := newShim(c, offices)

	target := must(url.Parse(at))
	through := &httputil.ReverseProxy{Transport: pass, Rewrite: func(p *httputil.ProxyRequest) {
		p.SetURL(target)
	}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /add", s.add)
	mux.Handle("GET /", through)
	listener := must(net.Listen("tcp", "127.0.0.1:0"))
	server := &http.Server{Handler: mux}
	go server.Serve(listener)
	fmt.Printf("hammered at http://%s/\n", listener.Addr())

	end, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	<-end.Done()
	must(0, server.Shutdown(context.Background()))
	s.check(openServed(at, pass, policy))
}
