// A client of witnesses (C2SP tlog-witness), and what the specification says of every
// answer, asked of one witness.
//
// SPDX-License-Identifier: ISC
package main

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"filippo.io/torchwood"
	f_note "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
)

const sizeType = "text/x.tlog.size"

type answer struct {
	status int
	kind   string
	body   string
}

func request(old uint64, proof []string, checkpoint string) string {
	return fmt.Sprintf("old %d\n%s\n%s", old,
		strings.Join(append(proof, ""), "\n"), checkpoint)
}

func received(r *http.Response, err error) answer {
	must(0, err)
	defer r.Body.Close()
	return answer{r.StatusCode, r.Header.Get("Content-Type"), string(must(io.ReadAll(r.Body)))}
}

func post(url, body string) answer {
	return received(http.Post(strings.TrimSuffix(url, "/")+"/add-checkpoint", "",
		strings.NewReader(body)))
}

// cosigned says whether the lines are a cosignature of the checkpoint, dated about now, as
// both of the packages that read such lines see it.
func cosigned(checkpoint, lines, vkey string) error {
	signed := []byte(checkpoint + lines)
	v := must(f_note.NewVerifierForCosignatureV1(vkey))
	n, err := note.Open(signed, note.VerifierList(v))
	if err != nil {
		return err
	}
	at := must(f_note.CoSigV1Timestamp(n.Sigs[0]))
	if d := time.Since(at).Abs(); d > time.Minute {
		return fmt.Errorf("it is dated %s away from now", d)
	}
	_, err = note.Open(signed, note.VerifierList(must(torchwood.NewCosignatureVerifier(vkey))))
	return err
}

// asking is one witness, and how many of its answers were not what they had to be.
type asking struct {
	url, vkey  string
	asked, bad int
}

func (a *asking) fault(step, format string, args ...any) {
	a.bad++
	fmt.Printf("%s: %s\n", step, fmt.Sprintf(format, args...))
}

func (a *asking) done() {
	if a.bad > 0 {
		os.Exit(1)
	}
}

func (a *asking) refused(step string, status int, body string) {
	a.asked++
	if r := post(a.url, body); r.status != status {
		a.fault(step, "%d, not %d: %q", r.status, status, r.body)
	} else if r.kind == sizeType {
		a.fault(step, "%d has the content type of a size", r.status)
	}
}

func (a *asking) stale(step string, size uint64, body string) {
	a.asked++
	r := post(a.url, body)
	if r.status != 409 || r.kind != sizeType || r.body != fmt.Sprintf("%d\n", size) {
		a.fault(step, "%d %q %q, not 409 %q \"%d\\n\"", r.status, r.kind, r.body, sizeType, size)
	}
}

func (a *asking) accepted(step, checkpoint, body string) {
	a.asked++
	r := post(a.url, body)
	if r.status != 200 {
		a.fault(step, "%d, not 200: %q", r.status, r.body)
	} else if err := cosigned(checkpoint, r.body, a.vkey); err != nil {
		a.fault(step, "what came is no cosignature: %v", err)
	}
}

func (a *asking) unread(step, path string) {
	a.asked++
	if r := received(http.Get(a.url + path)); r.status != 404 {
		a.fault(step, "%d, not 404", r.status)
	}
}

// readBack wants the newest checkpoint with the lines of its log and of the witness.
func (a *asking) readBack(step string, l *smallLog, logKey string) {
	a.asked++
	r := received(http.Get(a.url + monitoring(l.origin)))
	n, err := note.Open([]byte(r.body), note.VerifierList(verifier(logKey),
		must(f_note.NewVerifierForCosignatureV1(a.vkey))))
	switch {
	case r.status != 200 || err != nil:
		a.fault(step, "%d: %v", r.status, err)
	case len(n.Sigs) != 2 || len(n.UnverifiedSigs) != 0:
		a.fault(step, "%d lines verify and %d do not", len(n.Sigs), len(n.UnverifiedSigs))
	case !strings.HasPrefix(l.checkpoint(l.signer), n.Text):
		a.fault(step, "another checkpoint: %q", n.Text)
	}
}

func monitoring(origin string) string {
	return fmt.Sprintf("/%x/checkpoint", sha256.Sum256([]byte(origin)))
}

// strangers asks for what no witness may sign, of a log of which it has seen nothing.
func (a *asking) strangers(l *smallLog, other note.Signer) {
	good := l.checkpoint(l.signer)
	text := good[:strings.Index(good, "\n\n")+2]
	line := good[len(text):]
	elsewhere := checkpointOf("example.com/unknown", l.size, l.root(), other)
	zeros := base64.StdEncoding.EncodeToString(make([]byte, 32))

	a.unread("nothing cosigned yet", monitoring(l.origin))
	a.refused("an origin that it does not know", 404, request(0, nil, elsewhere))
	a.refused("a signature of another key", 403, request(0, nil, l.checkpoint(other)))
	a.refused("a false signature of the log's key", 403,
		request(0, nil, text+flipped(line)))
	a.refused("a false one beside that of another", 403,
		request(0, nil, text+flipped(line)+l.checkpoint(other)[len(text):]))
	a.refused("an old size above the size", 400, request(l.size+1, nil, good))
	a.refused("no line of an old size", 400, "\n"+good)
	a.refused("an old size with a leading zero", 400, "old 00\n\n"+good)
	a.refused("a proof line that is no hash", 400, request(0, []string{"AAAA"}, good))
	a.refused("64 lines of proof", 400,
		request(0, strings.Fields(strings.Repeat(zeros+" ", 64)), good))
	a.refused("no checkpoint", 400, "old 0\n\n")
	a.refused("a proof from nothing", 422, request(0, []string{zeros}, good))
	a.refused("an empty tree with a root", 422,
		request(0, nil, checkpointOf(l.origin, 0, l.root(), l.signer)))
}

// flipped changes the last byte of a signature line: name and key id stay.
func flipped(line string) string {
	at := strings.LastIndex(strings.TrimSuffix(line, "\n"), " ") + 1
	sig := must(base64.StdEncoding.DecodeString(strings.TrimSuffix(line[at:], "\n")))
	sig[len(sig)-1] ^= 1
	return line[:at] + base64.StdEncoding.EncodeToString(sig) + "\n"
}

// growing takes the log from nothing to 300 entries, with every way to go wrong between.
func (a *asking) growing(l, fork *smallLog, logKey string) {
	first := l.checkpoint(l.signer)
	old := l.size
	a.accepted("the first checkpoint", first, request(0, nil, first))
	a.accepted("the same again, to date it anew", first, request(old, nil, first))
	a.stale("an old size that was", old, request(0, nil, first))
	fork.grow(old)
	a.refused("another root of the same size", 422,
		request(old, nil, fork.checkpoint(l.signer)))
	l.grow(300)
	fork.grow(300)
	next := l.checkpoint(l.signer)
	a.refused("no proof", 422, request(old, nil, next))
	a.refused("the proof of a fork", 422, request(old, fork.proofFrom(old), next))
	a.refused("a fork with its proof", 422,
		request(old, fork.proofFrom(old), fork.checkpoint(l.signer)))
	a.stale("an old size that never was", old, request(old-1, l.proofFrom(old-1), next))
	a.accepted("the next checkpoint", next, request(old, l.proofFrom(old), next))
	a.stale("the one before, again", 300, request(old, nil, first))
	a.readBack("what it cosigned", l, logKey)
	a.unread("a log that it does not know", monitoring("example.com/unknown"))
}

// racing posts eight forks at once from one old size: one of them is cosigned.
func (a *asking) racing(l *smallLog) {
	var wg sync.WaitGroup
	answers := make([]answer, 8)
	for i := range answers {
		f := newSmallLog(l.origin, l.signer, l.branch)
		f.grow(l.size)
		f.branch = fmt.Sprint("fork ", i)
		f.grow(l.size + 1)
		body := request(l.size, f.proofFrom(l.size), f.checkpoint(l.signer))
		wg.Go(func() { answers[i] = post(a.url, body) })
	}
	wg.Wait()
	won := 0
	for _, r := range answers {
		if r.status == 200 {
			won++
		} else if r.status != 409 || r.body != fmt.Sprintf("%d\n", l.size+1) {
			a.fault("eight forks at once", "%d %q", r.status, r.body)
		}
	}
	a.asked += len(answers)
	if won != 1 {
		a.fault("eight forks at once", "%d of them were cosigned", won)
	}
}

// conformance asks all of it: of our witness, for a log whose key is in a file.
func conformance(url, vkey, keyFile string) {
	signer := readSigner(keyFile)
	l := newSmallLog(signer.Name(), signer, "leaf")
	other, _, err := f_note.NewEd25519SignerVerifier(otherKey(signer.Name()))
	must(0, err)
	a := &asking{url: strings.TrimSuffix(url, "/"), vkey: vkey}
	logKey := must(note.NewEd25519VerifierKey(signer.Name(), publicOf(string(read(keyFile)))))
	l.grow(7)
	a.strangers(l, other)
	a.growing(l, newSmallLog(signer.Name(), signer, "other leaf"), logKey)
	a.racing(l)
	fmt.Printf("%d answers, %d of them not as C2SP tlog-witness has it\n", a.asked, a.bad)
	a.done()
}

// otherKey is a key under the same name that nobody trusts.
func otherKey(name string) string {
	skey, _, err := note.GenerateKey(strings.NewReader(strings.Repeat("other key", 8)), name)
	must(0, err)
	return skey
}

// submit takes a log from nothing to 3 and then to 300 entries at one witness, whoever's.
func submit(url, vkey, keyFile string) {
	signer := readSigner(keyFile)
	l := newSmallLog(signer.Name(), signer, "leaf")
	old := uint64(0)
	for _, size := range []uint64{3, 300} {
		l.grow(size)
		c := l.checkpoint(signer)
		r := post(url, request(old, l.proofFrom(old), c))
		if r.status != 200 {
			must(0, fmt.Errorf("size %d: %d %q", size, r.status, r.body))
		}
		must(0, cosigned(c, r.body, vkey))
		old = size
	}
	fmt.Printf("submit: cosigned at 3 and at 300 entries by %s\n", strings.Split(vkey, "+")[0])
}
