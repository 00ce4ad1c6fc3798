// The requests of litewitness's own test, which stand in its source, asked of another
// witness.  Their sentences are litewitness's; status and sizes are the specification's.
//
// SPDX-License-Identifier: ISC
package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

var (
	step = regexp.MustCompile("(?s)POST [^\n]*/add-checkpoint\n```\n(.*?)```\n" +
		"HTTP ([0-9]+)\n(?:\\[Asserts\\]\n([^\n]*))?")
	logAdded = regexp.MustCompile(`witnessctl add-sigsum-log -key=([0-9a-f]{64})`)
	sizeWant = regexp.MustCompile(`^body == "([0-9]+)\\n"$`)
)

// fixtureLog is the verifier key of the log that the fixture asks about.
func fixtureLog(file string) string {
	m := logAdded.FindSubmatch(read(file))
	if m == nil {
		must(0, fmt.Errorf("%s names no log", file))
	}
	key := must(hex.DecodeString(string(m[1])))
	return must(note.NewEd25519VerifierKey(
		fmt.Sprintf("sigsum.org/v1/tree/%x", sha256.Sum256(key)), key))
}

// spelt says whether the last signature line is base64 as it is written.  One step has bits
// behind the last byte: a Go reader drops them and finds a false signature, 403; to ours such
// a line is malformed, 400.  RFC 4648 (3.5) allows either.
func spelt(checkpoint string) bool {
	line := strings.TrimSuffix(checkpoint, "\n")
	_, err := base64.StdEncoding.Strict().DecodeString(line[strings.LastIndex(line, " ")+1:])
	return err == nil
}

// replay asks each of its steps in turn, and wants as many as it had when pinned.
func replay(file, url, vkey string) {
	a := &asking{url: url, vkey: vkey}
	for _, m := range step.FindAllSubmatch(read(file), -1) {
		body, status := string(m[1]), must(strconv.Atoi(string(m[2])))
		name := fmt.Sprintf("step %d", a.asked+1)
		_, checkpoint, _ := strings.Cut(body, "\n\n")
		if size := sizeWant.FindSubmatch(m[3]); size != nil {
			a.stale(name, must(strconv.ParseUint(string(size[1]), 10, 64)), body)
		} else if status == 200 {
			a.accepted(name, checkpoint, body)
		} else if spelt(checkpoint) {
			a.refused(name, status, body)
		} else {
			a.refused(name, 400, body)
		}
	}
	fmt.Printf("%d steps of litewitness's test, %d of them answered otherwise\n", a.asked, a.bad)
	if a.asked != 9 {
		must(0, fmt.Errorf("%d steps are read there, not 9", a.asked))
	}
	a.done()
}
