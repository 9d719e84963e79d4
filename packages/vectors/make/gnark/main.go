// Command gnark makes bn254/gnark.json: the encodings that gnark-crypto gives the points of bn254/noble.json, and
// encodings that it refuses. It computes the points itself and stops where the two libraries differ.
//
// Run `go run .` in this folder; `go run . --check` compares with the existing file.
package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log"
	"math/big"
	"os"
	"runtime/debug"
	"slices"

	"github.com/consensys/gnark-crypto/ecc/bn254"
)

const (
	source = "../../bn254/noble.json"
	target = "../../bn254/gnark.json"
)

type multiple struct {
	K            string `json:"k"`
	Compressed   string `json:"compressed"`
	Uncompressed string `json:"uncompressed"`
}

type refused struct {
	Name   string `json:"name"`
	Reason string `json:"reason"`
	Bytes  string `json:"bytes"`
	Error  string `json:"error"`
}

type section struct {
	name    string
	entries []any
}

func main() {
	log.SetFlags(0)
	noble := read()
	g1, g2 := multiples(noble)
	checkPairings(noble)
	sections := []section{
		{"g1", g1},
		{"g2", g2},
		{"g1Refused", refusedG1()},
		{"g2Refused", refusedG2(noble)},
	}
	made := render(sections)
	if slices.Contains(os.Args[1:], "--check") {
		there, err := os.ReadFile(target)
		must(err)
		if !bytes.Equal(there, made) {
			log.Fatalf("%s is not what its maker makes", target)
		}
	} else {
		must(os.WriteFile(target, made, 0o644))
	}
	fmt.Printf("%s: %d bytes\n", target, len(made))
}

// multiples encodes k times the generators for each k of the source, after comparing coordinates.
func multiples(noble file) (g1, g2 []any) {
	_, _, base1, base2 := bn254.Generators()
	for i, m := range noble.G1Multiples {
		var p bn254.G1Affine
		p.ScalarMultiplication(&base1, integer(m.K))
		equal(m.K, m.Point, decimal(p.X), decimal(p.Y))
		compressed, raw := p.Bytes(), p.RawBytes()
		var back bn254.G1Affine
		for _, encoding := range [][]byte{compressed[:], raw[:]} {
			_, err := back.SetBytes(encoding)
			must(err)
			if !back.Equal(&p) {
				log.Fatalf("G1 %s: not read back", m.K)
			}
		}
		g1 = append(g1, multiple{m.K, hex.EncodeToString(compressed[:]), hex.EncodeToString(raw[:])})

		n := noble.G2Multiples[i]
		var q bn254.G2Affine
		q.ScalarMultiplication(&base2, integer(n.K))
		equalG2(n.K, n.Point, &q)
		compressed2, raw2 := q.Bytes(), q.RawBytes()
		var back2 bn254.G2Affine
		for _, encoding := range [][]byte{compressed2[:], raw2[:]} {
			_, err := back2.SetBytes(encoding)
			must(err)
			if !back2.Equal(&q) {
				log.Fatalf("G2 %s: not read back", n.K)
			}
		}
		g2 = append(g2, multiple{n.K, hex.EncodeToString(compressed2[:]), hex.EncodeToString(raw2[:])})
	}
	return g1, g2
}

// checkPairings compares the pairing values of the source with this library's: the same tower, the same exponent.
func checkPairings(noble file) {
	_, _, base1, base2 := bn254.Generators()
	for _, v := range noble.Pairing.Values {
		var p bn254.G1Affine
		var q bn254.G2Affine
		p.ScalarMultiplication(&base1, integer(v.A))
		q.ScalarMultiplication(&base2, integer(v.B))
		e, err := bn254.Pair([]bn254.G1Affine{p}, []bn254.G2Affine{q})
		must(err)
		mine := []string{
			decimal(e.C0.B0.A0), decimal(e.C0.B0.A1), decimal(e.C0.B1.A0), decimal(e.C0.B1.A1), decimal(e.C0.B2.A0), decimal(e.C0.B2.A1),
			decimal(e.C1.B0.A0), decimal(e.C1.B0.A1), decimal(e.C1.B1.A0), decimal(e.C1.B1.A1), decimal(e.C1.B2.A0), decimal(e.C1.B2.A1),
		}
		if !slices.Equal(mine, v.Value) {
			log.Fatalf("pairing of %s and %s differs", v.A, v.B)
		}
	}
}

func render(sections []section) []byte {
	var out bytes.Buffer
	line := func(value any) string {
		var b bytes.Buffer
		encoder := json.NewEncoder(&b)
		encoder.SetEscapeHTML(false)
		must(encoder.Encode(value))
		return string(bytes.TrimSpace(b.Bytes()))
	}
	origin := map[string]string{
		"what":    "encodings of BN254 points: k times the generators of G1 and G2, and byte strings that are refused",
		"from":    fmt.Sprintf("Go module github.com/consensys/gnark-crypto %s, ecc/bn254, by make/gnark", version()),
		"licence": "Apache-2.0 (library); the values are facts",
		"form":    "hex, big-endian; G2 has the factor of u first: x.c1, x.c0, y.c1, y.c0",
		"refused": "reason in our words, error in the library's; it reads a prefix, so bytes too many are left to the caller",
		"flags":   "top two bits of the first byte: 00 uncompressed, 10 compressed with the smaller y, 11 with the larger y, 01 compressed infinity; uncompressed infinity is all zero",
	}
	fmt.Fprintf(&out, "{\n  \"origin\": %s", line(origin))
	for _, s := range sections {
		fmt.Fprintf(&out, ",\n  %q: [\n", s.name)
		for i, entry := range s.entries {
			comma := ","
			if i == len(s.entries)-1 {
				comma = ""
			}
			fmt.Fprintf(&out, "    %s%s\n", line(entry), comma)
		}
		out.WriteString("  ]")
	}
	out.WriteString("\n}\n")
	return out.Bytes()
}

// version returns the library's version, as built from go.mod.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if ok {
		for _, m := range info.Deps {
			if m.Path == "github.com/consensys/gnark-crypto" {
				return m.Version
			}
		}
	}
	log.Fatal("no build information")
	return ""
}

func integer(decimal string) *big.Int {
	value, ok := new(big.Int).SetString(decimal, 10)
	if !ok {
		log.Fatalf("not a decimal integer: %q", decimal)
	}
	return value
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
