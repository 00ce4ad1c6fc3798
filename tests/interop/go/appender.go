// A log of Tessera's, whose own client asks the witnesses of a policy before it publishes.
//
// SPDX-License-Identifier: ISC
package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"filippo.io/torchwood"
	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/mod/sumdb/note"
)

// appender opens the log in a folder with what the policy names as its witnesses.
func appender(ctx context.Context, dir string, policy []byte, signer note.Signer) (
	*tessera.Appender, func(context.Context) error, tessera.LogReader) {
	group := must(tessera.NewWitnessGroupFromPolicy(policy))
	driver := must(posix.New(ctx, posix.Config{Path: dir}))
	a, shutdown, reader, err := tessera.NewAppender(ctx, driver, tessera.NewAppendOptions().
		WithCheckpointSigner(signer).
		WithCheckpointInterval(time.Second).
		WithBatching(64, 50*time.Millisecond).
		WithWitnesses(group, &tessera.WitnessOptions{Timeout: 2 * time.Second}))
	must(0, err)
	return a, shutdown, reader
}

// appendWitnessed adds N entries, and waits until a checkpoint with the last of them is
// published, which Tessera does when its witnesses have cosigned.  Torchwood must find that
// it satisfies the policy.
func appendWitnessed(dir, policyFile, keyFile string, n int) {
	ctx, cancel := context.WithTimeout(context.Background(), 6*time.Second)
	defer cancel()
	policy := read(policyFile)
	a, shutdown, reader := appender(ctx, dir, policy, readSigner(keyFile))
	published := tessera.NewPublicationAwaiter(ctx, reader.ReadCheckpoint, 50*time.Millisecond)
	var last tessera.Index
	for i := range n {
		f := a.Add(ctx, tessera.NewEntry(fmt.Appendf(nil, "entry %d", i)))
		// One checkpoint somewhere on the way, one at the end.
		if i == n/2 || i == n-1 {
			index, _, err := published.Await(ctx, f)
			must(0, err)
			last = index
		}
	}
	must(0, shutdown(ctx))
	c, signed, err := torchwood.VerifyCheckpoint(read(filepath.Join(dir, "checkpoint")),
		must(torchwood.ParsePolicy(policy)))
	must(0, err)
	if c.N != int64(last.Index)+1 {
		must(0, fmt.Errorf("%d entries are published, the last one is %d", c.N, last.Index))
	}
	fmt.Printf("appender: %d entries, published with %d signatures\n", c.N, len(signed.Sigs))
}
