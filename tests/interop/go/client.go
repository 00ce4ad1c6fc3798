// The client of transparency-dev/witness, which tells the answers of a witness apart by
// errors of its own.
//
// SPDX-License-Identifier: ISC
package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	f_note "github.com/transparency-dev/formats/note"
	client "github.com/transparency-dev/witness/client/http"
	"github.com/transparency-dev/witness/witness"
)

func hashes(lines []string) [][]byte {
	var out [][]byte
	for _, l := range lines {
		out = append(out, must(base64.StdEncoding.DecodeString(l)))
	}
	return out
}

// throughClient asks one witness all that the client has an error for, but to slow down.
func throughClient(address, vkey, keyFile string) {
	signer := readSigner(keyFile)
	l := newSmallLog(signer.Name(), signer, "leaf")
	fork := newSmallLog(signer.Name(), signer, "other leaf")
	other, _, err := f_note.NewEd25519SignerVerifier(otherKey(signer.Name()))
	must(0, err)
	c := client.NewWitness(must(url.Parse(address)), http.DefaultClient)
	a := &asking{url: address, vkey: vkey}
	ask := func(step string, old uint64, checkpoint string, proof []string, want error) {
		a.asked++
		lines, size, err := c.Update(context.Background(), old, []byte(checkpoint), hashes(proof))
		if !errors.Is(err, want) {
			a.fault(step, "%v, not %v", err, want)
		} else if err == nil {
			if err := cosigned(checkpoint, string(lines), vkey); err != nil {
				a.fault(step, "%v", err)
			}
		} else if errors.Is(want, witness.ErrCheckpointStale) && size != 300 {
			a.fault(step, "the size is told as %d", size)
		}
	}
	l.grow(300)
	fork.grow(400)
	good := l.checkpoint(signer)
	ask("another origin", 0, checkpointOf("example.com/unknown", 300, l.root(), other), nil,
		witness.ErrUnknownLog)
	ask("another key", 0, l.checkpoint(other), nil, witness.ErrNoValidSignature)
	ask("an old size above the size", 301, good, nil, witness.ErrOldSizeInvalid)
	ask("the first checkpoint", 0, good, nil, nil)
	ask("the first again", 0, good, nil, witness.ErrCheckpointStale)
	ask("a fork", 300, fork.checkpoint(signer), fork.proofFrom(300), witness.ErrInvalidProof)
	l.grow(1000)
	ask("the next", 300, l.checkpoint(signer), l.proofFrom(300), nil)
	fmt.Printf("%d answers, %d of them not as the client wants them\n", a.asked, a.bad)
	a.done()
}
