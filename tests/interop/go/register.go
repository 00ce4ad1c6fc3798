// The register (format.md 6.8 to 6.11) as a stranger reads it: a public log that witnesses
// cosigned, and registrations, which show that a table's checkpoint stands in it.
//
// SPDX-License-Identifier: ISC
package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// register waits for a checkpoint that satisfies the policy, reads and proves what is under
// it, waits for a larger one, and has that go on from the first.
func register(url, policy string) {
	first := awaitServed(url, policy, 0)
	for i, e := range first.entriesOf() {
		if len(e) != 64 {
			must(0, fmt.Errorf("entry %d has %d bytes", i, len(e)))
		}
		first.prove(int64(i), e)
	}
	next := awaitServed(url, policy, first.N)
	hashes := torchwood.TileHashReaderWithContext(context.Background(), next.Tree, next.fetcher)
	p := must(tlog.ProveTree(next.N, first.N, hashes))
	must(0, tlog.CheckTree(p, next.N, next.Hash, first.N, first.Hash))
	fmt.Printf("register: %d entries proved, and %d go on from them\n", first.N, next.N)
}

// awaitServed asks until there is a checkpoint of more than size entries.
func awaitServed(url, policy string, size int64) *served {
	for range 200 {
		f := must(torchwood.NewTileFetcher(url))
		b, err := f.ReadEndpoint(context.Background(), "checkpoint")
		if err == nil {
			c, _, err := torchwood.VerifyCheckpoint(b, parsePolicy(policy))
			if err == nil && c.N > size {
				return openServed(url, "", policy)
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	panic(must(0, errors.New("no checkpoint came that satisfies the policy")))
}

// parts of a proof file (format.md 9.4), in order.
func parts(file string) (names []string, bodies [][]byte) {
	_, b, _ := bytes.Cut(read(file), []byte("\npart "))
	for len(b) > 0 {
		head, rest, _ := strings.Cut(string(b), "\n")
		f := strings.Fields(head)
		n := must(strconv.Atoi(f[1]))
		names, bodies = append(names, f[0]), append(bodies, []byte(rest[:n]))
		_, b, _ = bytes.Cut([]byte(rest[n:]), []byte("part "))
	}
	return names, bodies
}

func blinded(key []byte, label, what string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(label + what))
	return m.Sum(nil)
}

// registered verifies one registration of the table; the hash of the checkpoint that it dates.
func registered(text []byte, table []byte, policy torchwood.Policy) string {
	head, proof, _ := strings.Cut(string(text), "\n\n")
	var counter uint64
	var key, checkpoint string
	_, err := fmt.Sscanf(head, "verbale-registration/1\ncounter %d\nkey %64s\ncheckpoint %64s",
		&counter, &key, &checkpoint)
	must(0, err)
	k, c := must(hex.DecodeString(key)), must(hex.DecodeString(checkpoint))
	place := string(table) + string(binary.BigEndian.AppendUint64(nil, counter))
	entry := append(blinded(k, "verbale-register-tag/1\n", place),
		blinded(k, "verbale-register-checkpoint/1\n", string(c))...)
	must(0, torchwood.VerifyProof(policy, tlog.RecordHash(entry), []byte(proof)))
	k[0] ^= 1
	entry = append(blinded(k, "verbale-register-tag/1\n", place), entry[32:]...)
	if torchwood.VerifyProof(policy, tlog.RecordHash(entry), []byte(proof)) == nil {
		must(0, errors.New("another key shows it, too"))
	}
	return checkpoint
}

// registrations goes the whole way of a proof file: acts under a table's checkpoint, that or a
// later one in the register, the register's cosigned as the policy wants.
func registrations(file, tableHex, policyFile, logKey string) {
	table, policy, log := must(hex.DecodeString(tableHex)), parsePolicy(policyFile), verifier(logKey)
	byLog := torchwood.ThresholdPolicy(2, torchwood.OriginPolicy(log.Name()),
		torchwood.SingleVerifierPolicy(log))
	shown := map[string]bool{}
	under := func(c []byte) {
		n := must(note.Open(c, note.VerifierList(log)))
		shown[hashHex("", fmt.Sprintf("%s\n— %s %s\n", n.Text, n.Sigs[0].Name,
			n.Sigs[0].Base64))] = true
	}
	names, bodies := parts(file)
	acts, dated := 0, 0
	for i, name := range names {
		switch name {
		case "proof":
			must(0, torchwood.VerifyProof(byLog, tlog.RecordHash(bodies[i-1]), bodies[i]))
			_, c, _ := bytes.Cut(bodies[i], []byte("\n\n"))
			under(c)
			acts++
		case "mark":
			under(bodies[i])
		case "registration":
			if shown[registered(bodies[i], table, policy)] {
				dated++
			}
		}
	}
	fmt.Printf("registrations: %d acts; %d shown checkpoints are in the register\n", acts, dated)
	if acts == 0 || dated == 0 {
		must(0, errors.New("nothing is dated"))
	}
}
