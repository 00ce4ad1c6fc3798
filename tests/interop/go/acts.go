// Acts and requests to a depositary, made from doc/format.md and doc/http.md alone: a chain
// signs, lodges, and is told where in the log its acts stand.
//
// SPDX-License-Identifier: ISC
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// table is one at a depositary, as whoever asks has verified it.
type table struct {
	base, id, draft string
	charter         string // its act id, the prev of every first act
	seen            string // size, root and checkpoint (format.md 2.6)
}

// chain is what signs: a party or its office (2.4), and the key that asks for it (http.md 3.1).
type chain struct {
	mu             sync.Mutex
	t              *table
	author, office string
	signer         note.Signer
	number         int
	prev           string
	pass           string
	transport      ed25519.PrivateKey
}

func hashHex(label, text string) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(label+text)))
}

func (c *chain) name() string {
	if c.office == "" {
		return c.author
	}
	return c.author + "/" + c.office
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// admit makes a key for requests and has the chain's act key vouch for it.
func (c *chain) admit() {
	pub, key, err := ed25519.GenerateKey(rand.Reader)
	must(0, err)
	c.transport = key
	text := fmt.Sprintf("verbale-pass/1\ndraft %s\nchain %s\nkey %s\nuntil -\n", c.t.draft,
		c.name(), must(note.NewEd25519VerifierKey(c.name(), pub)))
	signed := must(note.Sign(&note.Note{Text: text}, c.signer))
	c.pass = base64.StdEncoding.EncodeToString(signed)
}

// ask sends one request that says who asks (http.md 3.2).
func (c *chain) ask(method, path string, body []byte) (*http.Response, []byte) {
	u := must(url.Parse(c.t.base + "/t/" + c.t.id + path))
	query := "?" + u.RawQuery
	lines := fmt.Sprintf("\"@method\": %s\n\"@authority\": %s\n\"@path\": %s\n\"@query\": %s\n"+
		"\"verbale-pass\": %s\n", method, u.Host, u.Path, query, c.pass)
	covered := `"@method" "@authority" "@path" "@query" "verbale-pass"`
	r := must(http.NewRequest(method, u.String(), bytes.NewReader(body)))
	r.Header.Set("Verbale-Pass", c.pass)
	if body != nil {
		sum := sha256.Sum256(body)
		digest := "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":"
		lines += "\"content-digest\": " + digest + "\n"
		covered += ` "content-digest"`
		r.Header.Set("Content-Digest", digest)
	}
	params := fmt.Sprintf("(%s);created=%d;nonce=\"%s\";keyid=\"%s\";alg=\"ed25519\"",
		covered, time.Now().Unix(), rand.Text(), c.name())
	sig := ed25519.Sign(c.transport, []byte(lines+"\"@signature-params\": "+params))
	r.Header.Set("Signature-Input", "sig="+params)
	r.Header.Set("Signature", "sig=:"+base64.StdEncoding.EncodeToString(sig)+":")
	answer := must(http.DefaultClient.Do(r))
	defer answer.Body.Close()
	return answer, must(io.ReadAll(answer.Body))
}

// act is the next one of the chain, signed; what is behind it moves when it is logged.
func (c *chain) act(kind, fields string) (signed []byte, id string) {
	office := c.office
	if office == "" {
		office = "-"
	}
	now := time.Now()
	text := fmt.Sprintf("verbale-act/1\nkind %s\ntable %s\nauthor %s\noffice %s\nnumber %d\n"+
		"prev %s\nseen %s\ndate %s\nlodge-by %s\n%s", kind, c.t.id, c.author, office,
		c.number+1, c.prev, c.t.seen, stamp(now), stamp(now.Add(time.Hour)), fields)
	return must(note.Sign(&note.Note{Text: text}, c.signer)), hashHex("verbale-act-id/1\n", text)
}

// lodge signs an act and brings it to the log, as often as it takes: the same bytes each
// time, since they may have been logged where the answer was lost.
func (c *chain) lodge(kind, fields string) (uint64, []byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	signed, id := c.act(kind, fields)
	body := binary.BigEndian.AppendUint32(nil, uint32(len(signed)))
	for range 30 {
		r, said := c.ask("POST", "/acts", append(body, signed...))
		switch {
		case r.StatusCode == 200:
			index, err := strconv.ParseUint(r.Header.Get("Verbale-Number"), 10, 64)
			c.number, c.prev = c.number+1, id
			return index, signed, err
		case r.StatusCode != 429 && r.StatusCode != 503:
			return 0, nil, fmt.Errorf("%d %s %s", r.StatusCode, r.Header.Get("Verbale-Clause"), said)
		}
		wait := must(strconv.Atoi(r.Header.Get("Retry-After")))
		time.Sleep(time.Duration(wait) * time.Second)
	}
	return 0, nil, fmt.Errorf("the depositary stayed busy")
}

// catchUp learns how far the chain is in the log.
func (c *chain) catchUp() {
	r, said := c.ask("GET", "/chain/"+c.name(), nil)
	f := strings.Fields(string(said))
	if r.StatusCode != 200 || len(f) != 3 || f[1] != "0" {
		must(0, fmt.Errorf("the chain %s: %d %q", c.name(), r.StatusCode, said))
	}
	c.number, c.prev = must(strconv.Atoi(f[0])), f[2]
}

// office lodges a mandate for statements, and is the office's chain.
func (c *chain) mandate(name string) *chain {
	o := &chain{t: c.t, author: c.author, office: name, prev: c.t.charter}
	skey, vkey, err := note.GenerateKey(rand.Reader, o.name())
	must(0, err)
	o.signer = must(note.NewSigner(skey))
	fields := fmt.Sprintf("to %s\nkey %s act %s\nscope statement\nfrom -\nuntil -\n", name,
		o.name(), vkey)
	_, _, err = c.lodge("mandate", fields)
	must(0, err)
	o.admit()
	return o
}

// deskSigner is the act key in a desk's key file: the first that is signed with.
func deskSigner(file, name string) note.Signer {
	for line := range strings.Lines(string(read(file))) {
		if strings.HasPrefix(line, "PRIVATE+KEY+"+name+"+") {
			return must(note.NewSigner(strings.TrimSpace(line)))
		}
	}
	panic(must(0, fmt.Errorf("%s holds no key of %s", file, name)))
}

// draftOf is the id of the draft in an invitation (format.md 9.5 and 9.8).
func draftOf(file string) string {
	_, draft, _ := strings.Cut(string(read(file)), "\n\n")
	return hashHex("", draft)
}

// seenOf cites a checkpoint (2.6, 6.3): the hash is over its text and the log's own line.
func seenOf(s *served, log note.Verifier) string {
	n := must(note.Open(s.signed, note.VerifierList(log)))
	line := fmt.Sprintf("— %s %s\n", n.Sigs[0].Name, n.Sigs[0].Base64)
	return fmt.Sprintf("%d %s %s", s.N, hex.EncodeToString(s.Hash[:]),
		hashHex("", n.Text+"\n"+line))
}
