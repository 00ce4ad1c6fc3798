// Interop: other people's note, tlog and proof readers over what Verbale writes.
//
// SPDX-License-Identifier: ISC
package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must[T any](v T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, "interop:", err)
		os.Exit(1)
	}
	return v
}

func read(path string) []byte { return must(os.ReadFile(path)) }

func verifier(vkey string) note.Verifier { return must(note.NewVerifier(vkey)) }

// openNote reads a note with Go's own reader; every key given must have signed.
func openNote(path string, vkeys []string) {
	var vs []note.Verifier
	for _, k := range vkeys {
		vs = append(vs, verifier(k))
	}
	n := must(note.Open(read(path), note.VerifierList(vs...)))
	if len(n.Sigs) != len(vkeys) {
		must(0, fmt.Errorf("%s: %d of %d signatures verified", path, len(n.Sigs), len(vkeys)))
	}
	fmt.Printf("note: %d bytes of text, %d signatures verified, %d of others ignored\n",
		len(n.Text), len(n.Sigs), len(n.UnverifiedSigs))
}

// tiles is a tlog.TileReader over a folder.
type tiles struct{ dir string }

func (t tiles) Height() int                     { return 8 }
func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (t tiles) ReadTiles(want []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, w := range want {
		// Go's own layout has the height in the path; C2SP's has not.
		path := strings.Replace(w.Path(), "tile/8/", "tile/", 1)
		b, err := os.ReadFile(filepath.Join(t.dir, path))
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}

func entries(dir string, size int64) [][]byte {
	var out [][]byte
	for n := int64(0); int64(len(out)) < size; n++ {
		t := tlog.Tile{H: 8, L: -1, N: n, W: int(min(256, size-int64(len(out))))}
		path := strings.Replace(t.Path(), "tile/8/data/", "tile/entries/", 1)
		b := read(filepath.Join(dir, path))
		for len(b) > 0 {
			l := int(binary.BigEndian.Uint16(b))
			out = append(out, b[2:2+l])
			b = b[2+l:]
		}
	}
	return out
}

// checkTree verifies the checkpoint, then every entry against it.
func checkTree(dir, vkey string) {
	c, _, err := torchwood.VerifyCheckpoint(read(filepath.Join(dir, "checkpoint")),
		torchwood.ThresholdPolicy(2, torchwood.OriginPolicy(verifier(vkey).Name()),
			torchwood.SingleVerifierPolicy(verifier(vkey))))
	must(0, err)
	hr := tlog.TileHashReader(c.Tree, tiles{dir})
	for i, e := range entries(dir, c.N) {
		p := must(tlog.ProveRecord(c.N, int64(i), hr))
		must(0, tlog.CheckRecord(p, c.N, c.Hash, int64(i), tlog.RecordHash(e)))
	}
	fmt.Printf("tree: %d entries proved in %s\n", c.N, c.Origin)
}

// checkProof hands a tlog-proof and its entry to torchwood.
func checkProof(proof, entry, vkey string, witnesses []string) {
	ps := []torchwood.Policy{torchwood.OriginPolicy(verifier(vkey).Name()),
		torchwood.SingleVerifierPolicy(verifier(vkey))}
	for _, w := range witnesses {
		ps = append(ps, torchwood.SingleVerifierPolicy(must(torchwood.NewCosignatureVerifier(w))))
	}
	b := read(proof)
	must(0, torchwood.VerifyProof(torchwood.ThresholdPolicy(len(ps), ps...),
		tlog.RecordHash(read(entry)), b))
	fmt.Printf("proof: verified with %d cosigners\n", len(witnesses))
}

// sign writes a note that Go signed, for ours to read.
func sign(skey, text, out string) {
	s := must(note.NewSigner(skey))
	msg := must(note.Sign(&note.Note{Text: string(read(text))}, s))
	must(0, os.WriteFile(out, msg, 0o644))
}

// vkey prints the verifier key of a signer key.
func vkey(skey string) {
	v := must(torchwood.NewVerifierFromSigner(skey))
	fmt.Println(must(note.NewEd25519VerifierKey(v.Name(), publicOf(skey))))
}

// publicOf is the public half of "PRIVATE+KEY+name+hash+base64(type||seed)".
func publicOf(skey string) ed25519.PublicKey {
	parts := strings.SplitN(skey, "+", 5)
	raw := must(base64.StdEncoding.DecodeString(parts[4]))
	return ed25519.NewKeyFromSeed(raw[1:]).Public().(ed25519.PublicKey)
}

const usage = `usage: interop note FILE VKEY... | tree DIR VKEY | proof FILE ENTRY VKEY [WITNESS...]
	sign SKEY TEXT OUT | vkey SKEY | key NAME FILE
	witness URL VKEY KEYFILE | client URL VKEY KEYFILE | submit URL VKEY KEYFILE
	appender DIR POLICY KEYFILE N
	live URL PASS-FILE POLICY PAST-POLICY OUT
	hammered BASE TABLE PASS-FILE POLICY KEYFILE PARTY INVITE LOG-VKEY OFFICES
	register URL POLICY | size URL POLICY | registrations PROOF TABLE POLICY LOG-VKEY
	fixture-log FILE | fixture FILE URL VKEY`

func main() {
	a := os.Args[1:]
	switch {
	case len(a) >= 3 && a[0] == "note":
		openNote(a[1], a[2:])
	case len(a) == 3 && a[0] == "tree":
		checkTree(a[1], a[2])
	case len(a) >= 4 && a[0] == "proof":
		checkProof(a[1], a[2], a[3], a[4:])
	case len(a) == 4 && a[0] == "sign":
		sign(a[1], a[2], a[3])
	case len(a) == 2 && a[0] == "vkey":
		vkey(a[1])
	case len(a) == 3 && a[0] == "key":
		newKey(a[1], a[2])
	case len(a) == 4 && a[0] == "witness":
		conformance(a[1], a[2], a[3])
	case len(a) == 4 && a[0] == "client":
		throughClient(a[1], a[2], a[3])
	case len(a) == 4 && a[0] == "submit":
		submit(a[1], a[2], a[3])
	case len(a) == 6 && a[0] == "live":
		live(a[1], a[2], a[3], a[4], a[5])
	case len(a) == 10 && a[0] == "hammered":
		hammered(a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], must(strconv.Atoi(a[9])))
	case len(a) == 3 && a[0] == "register":
		register(a[1], a[2])
	case len(a) == 3 && a[0] == "size":
		fmt.Println(awaitServed(a[1], a[2], 0).N)
	case len(a) == 5 && a[0] == "registrations":
		registrations(a[1], a[2], a[3], a[4])
	case len(a) == 5 && a[0] == "appender":
		appendWitnessed(a[1], a[2], a[3], must(strconv.Atoi(a[4])))
	case len(a) == 2 && a[0] == "fixture-log":
		fmt.Println(fixtureLog(a[1]))
	case len(a) == 4 && a[0] == "fixture":
		replay(a[1], a[2], a[3])
	default:
		fmt.Fprintln(os.Stderr, usage)
		os.Exit(2)
	}
}
