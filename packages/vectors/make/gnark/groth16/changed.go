package main

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
)

// layout is the encoding of a curve's points.
type layout struct {
	id ecc.ID
	// The length of a coordinate.
	coordinate int
	// The bits above a point's first coordinate that are flags.
	flagBits int
	// The values of the flags that keep the length of a compressed and of an uncompressed point. With others the library
	// takes the next bytes for something else, such as 2³⁰ commitments, and allocates their memory.
	compressed, raw []byte
}

// change replaces the bytes from `at` on. The verdict is the error of reading, or whether the proof that was read
// verifies.
type change struct {
	Name    string `json:"name"`
	At      int    `json:"at"`
	Put     string `json:"put"`
	Verdict string `json:"verdict"`
}

func changes(s statement, curve layout) map[string][]change {
	out := map[string][]change{}
	for form, digits := range inForms(s.proof) {
		whole := fromHex(digits)
		add := func(at int, put []byte, name string, args ...any) {
			changed := slices.Concat(whole, make([]byte, max(0, at+len(put)-len(whole))))
			copy(changed[at:], put)
			out[form] = append(out[form], change{fmt.Sprintf(name, args...), at, hex.EncodeToString(put), verdict(s, changed)})
		}
		add(len(whole), []byte{0}, "a byte more")
		length, flags := curve.coordinate, curve.compressed // of a point of G1
		if form == "gnark-raw" {
			length, flags = 2*length, curve.raw
		}
		at := 0
		for _, point := range []string{"A", "B", "C"} {
			size := length
			if point == "B" {
				size *= 2
			}
			changePoint(whole[at:at+size], curve, flags, func(offset int, put []byte, name string, args ...any) {
				add(at+offset, put, point+" "+name, args...)
			})
			at += size
		}
		add(at, []byte{0, 0, 0, 1}, "one commitment")
		add(at+4, whole[:length], "A as the proof of commitments")
		add(at+4, make([]byte, length), "zeros as the proof of commitments")
		add(len(whole)-1, []byte{1}, "the last byte 1")
	}
	return out
}

func changePoint(old []byte, curve layout, flags []byte, add func(int, []byte, string, ...any)) {
	shift := 8 - curve.flagBits
	for _, flags := range flags {
		add(0, []byte{old[0]<<curve.flagBits>>curve.flagBits | flags<<shift}, "with flags %b", flags)
		zeros := make([]byte, len(old))
		zeros[0] = flags << shift
		add(0, slices.Clone(zeros), "zeros with flags %b", flags)
		zeros[len(old)/2] |= 1
		add(0, zeros, "zeros but one, with flags %b", flags)
	}
	for i := range len(old) / curve.coordinate {
		put := curve.id.BaseField().FillBytes(make([]byte, curve.coordinate))
		if i == 0 {
			put[0] |= old[0] >> shift << shift
		}
		add(i*curve.coordinate, put, "with p as number %d", i)
	}
}

func verdict(s statement, changed []byte) string {
	proof := groth16.NewProof(s.key.CurveID())
	if _, err := proof.ReadFrom(bytes.NewReader(changed)); err != nil {
		return err.Error()
	}
	if err := groth16.Verify(proof, s.key, s.public); err != nil {
		return "invalid"
	}
	return "valid"
}

func fromHex(digits string) []byte {
	out, err := hex.DecodeString(digits)
	must(err)
	return out
}
