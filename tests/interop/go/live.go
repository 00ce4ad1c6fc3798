// A table as it is served, read by torchwood's client of C2SP tlog-tiles, with proofs that
// x/mod, torchwood and transparency-dev/merkle make and verify of it.
//
// SPDX-License-Identifier: ISC
package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"

	"filippo.io/torchwood"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/tlog"
)

// withPass puts a bearer pass into each request.
type withPass string

func (p withPass) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	if p != "" {
		r.Header.Set("Authorization", "Bearer "+string(p))
	}
	return http.DefaultTransport.RoundTrip(r)
}

func readPass(file string) withPass { return withPass(strings.TrimSpace(string(read(file)))) }

// served is a log at an address, at the checkpoint that it has now.
type served struct {
	fetcher *torchwood.TileFetcher
	client  *torchwood.Client
	policy  torchwood.Policy
	signed  []byte
	torchwood.Checkpoint
}

func parsePolicy(file string) torchwood.Policy { return must(torchwood.ParsePolicy(read(file))) }

func openServed(url string, pass withPass, policy string) *served {
	s := &served{policy: parsePolicy(policy)}
	s.fetcher = must(torchwood.NewTileFetcher(url,
		torchwood.WithHTTPClient(&http.Client{Transport: pass})))
	s.client = must(torchwood.NewClient(s.fetcher))
	s.signed = must(s.fetcher.ReadEndpoint(context.Background(), "checkpoint"))
	c, n, err := torchwood.VerifyCheckpoint(s.signed, s.policy)
	must(0, err)
	s.Checkpoint = c
	fmt.Fprintf(os.Stderr, "checkpoint: %s, %d entries, %d lines verified\n", c.Origin, c.N,
		len(n.Sigs))
	return s
}

// entriesOf reads them all; the client has each of them proved by the tiles.
func (s *served) entriesOf() [][]byte {
	var out [][]byte
	for i, e := range s.client.AllEntries(context.Background(), s.Tree, 0) {
		if i != int64(len(out)) {
			must(0, fmt.Errorf("entry %d came as the %dth", i, len(out)))
		}
		out = append(out, e)
	}
	must(0, s.client.Err())
	if int64(len(out)) != s.N {
		must(0, fmt.Errorf("%d entries of %d came", len(out), s.N))
	}
	return out
}

func flat(p []tlog.Hash) [][]byte {
	var out [][]byte
	for _, h := range p {
		out = append(out, h[:])
	}
	return out
}

// prove makes a tlog-proof of one entry and has it verified; not so of another entry.
func (s *served) prove(i int64, want []byte) []byte {
	e, p, err := s.client.Entry(context.Background(), s.Tree, i)
	must(0, err)
	if !bytes.Equal(e, want) {
		must(0, fmt.Errorf("entry %d came in two ways", i))
	}
	leaf := tlog.RecordHash(e)
	must(0, tlog.CheckRecord(p, s.N, s.Hash, i, leaf))
	must(0, proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(i), uint64(s.N), leaf[:],
		flat(p), s.Hash[:]))
	made := torchwood.FormatProof(i, p, s.signed)
	must(0, torchwood.VerifyProof(s.policy, leaf, made))
	var wrong *torchwood.VerifyRecordError
	err = torchwood.VerifyProof(s.policy, tlog.RecordHash(append(e, ' ')), made)
	if !errors.As(err, &wrong) {
		must(0, fmt.Errorf("another entry than %d: %v", i, err))
	}
	return made
}

// past verifies every dated checkpoint that the server kept, and that the newest goes on
// from it.
func (s *served) past(policy string) {
	all := must(s.fetcher.ReadEndpoint(context.Background(),
		fmt.Sprintf("checkpoints?from=1&to=%d", s.N)))
	hashes := torchwood.TileHashReaderWithContext(context.Background(), s.Tree, s.fetcher)
	n := 0
	for ; len(all) > 0; n++ {
		l := int(binary.BigEndian.Uint16(all))
		c, _, err := torchwood.VerifyCheckpoint(all[2:2+l], parsePolicy(policy))
		must(0, err)
		all = all[2+l:]
		p := must(tlog.ProveTree(s.N, c.N, hashes))
		must(0, tlog.CheckTree(p, s.N, s.Hash, c.N, c.Hash))
		must(0, proof.VerifyConsistency(rfc6962.DefaultHasher, uint64(c.N), uint64(s.N),
			flat(p), c.Hash[:], s.Hash[:]))
	}
	if n < 2 {
		must(0, fmt.Errorf("%d checkpoints are kept", n))
	}
	fmt.Printf("past: the newest goes on from each of %d checkpoints\n", n)
}

// live reads a table, proves every entry, and writes a proof file (format.md 9.4) that shows
// the charter and the first and last act, with the tlog-proofs that torchwood made.
func live(url, passFile, policy, past, out string) {
	s := openServed(url, readPass(passFile), policy)
	all := s.entriesOf()
	file := bytes.NewBufferString("verbale-proof/1\nclaim -\n")
	part := func(name string, b []byte) { fmt.Fprintf(file, "part %s %d\n%s\n", name, len(b), b) }
	part("charter", all[0])
	for i, e := range all {
		p := s.prove(int64(i), e)
		if i == 1 || i == len(all)-1 {
			part("act", e)
			part("proof", p)
		}
	}
	file.WriteString("end\n")
	must(0, os.WriteFile(out, file.Bytes(), 0o644))
	fmt.Printf("proofs: %d entries, each proved by three packages\n", len(all))
	s.past(past)
}
