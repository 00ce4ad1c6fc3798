// A log that is made here, of leaves that are told by their index, with the proofs of
// transparency-dev/merkle: what it takes to ask a witness.
//
// SPDX-License-Identifier: ISC
package main

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"os"
	"strings"

	f_log "github.com/transparency-dev/formats/log"
	f_note "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"
)

// smallLog keeps the hash of every node of a tree that only grows.
type smallLog struct {
	origin string
	signer note.Signer
	branch string // what tells its leaves from those of a fork
	size   uint64
	tree   *compact.Range
	nodes  map[compact.NodeID][]byte
}

func newSmallLog(origin string, signer note.Signer, branch string) *smallLog {
	rf := compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}
	return &smallLog{origin: origin, signer: signer, branch: branch,
		tree: rf.NewEmptyRange(0), nodes: map[compact.NodeID][]byte{}}
}

func (l *smallLog) grow(size uint64) {
	for ; l.size < size; l.size++ {
		leaf := rfc6962.DefaultHasher.HashLeaf(fmt.Appendf(nil, "%s %d", l.branch, l.size))
		must(0, l.tree.Append(leaf, func(id compact.NodeID, h []byte) { l.nodes[id] = h }))
	}
}

func (l *smallLog) root() []byte {
	if l.size == 0 {
		return rfc6962.DefaultHasher.EmptyRoot()
	}
	return must(l.tree.GetRootHash(nil))
}

// checkpoint is signed by the log, or by another where the test wants that.
func (l *smallLog) checkpoint(by note.Signer) string {
	return checkpointOf(l.origin, l.size, l.root(), by)
}

func checkpointOf(origin string, size uint64, root []byte, by note.Signer) string {
	c := f_log.Checkpoint{Origin: origin, Size: size, Hash: root}
	return string(must(note.Sign(&note.Note{Text: string(c.Marshal())}, by)))
}

// proofFrom is the consistency proof from an old size, a hash a line.
func (l *smallLog) proofFrom(old uint64) []string {
	if old == 0 || old == l.size {
		return nil
	}
	n := must(proof.Consistency(old, l.size))
	var have [][]byte
	for _, id := range n.IDs {
		have = append(have, l.nodes[id])
	}
	var lines []string
	for _, h := range must(n.Rehash(have, rfc6962.DefaultHasher.HashChildren)) {
		lines = append(lines, base64.StdEncoding.EncodeToString(h))
	}
	return lines
}

// newKey writes NAME's signer key to a file, and prints the verifier keys of a log and of a
// witness that have it.
func newKey(name, path string) {
	skey, vkey, err := note.GenerateKey(rand.Reader, name)
	must(0, err)
	must(0, os.WriteFile(path, []byte(skey), 0o600))
	fmt.Printf("%s\n%s\n", vkey, must(f_note.VKeyToCosignatureV1(vkey)))
}

func readSigner(path string) note.Signer {
	return must(note.NewSigner(strings.TrimSpace(string(read(path)))))
}
