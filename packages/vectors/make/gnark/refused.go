package main

import (
	"encoding/hex"
	"log"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
)

const (
	smaller  = 0b10 << 6
	larger   = 0b11 << 6
	infinity = 0b01 << 6
)

var p = fp.Modulus()

// refusedG1 lists byte strings that SetBytes refuses for G1. The generator is (1, 2). The reasons are ours, since the
// library gives the same reason for a point off the curve and one outside the subgroup.
func refusedG1() (list []any) {
	add := func(reason, name string, encoding []byte) {
		var point bn254.G1Affine
		_, err := point.SetBytes(encoding)
		list = append(list, refusal(reason, name, encoding, err))
	}
	_, _, generator, _ := bn254.Generators()
	compressed, raw := generator.Bytes(), generator.RawBytes()

	add("length", "empty", nil)
	add("length", "compressed, one byte short", compressed[:31])
	add("not-on-curve", "compressed, x not on the curve, smaller y", join(smaller, notOnCurve()))
	add("not-on-curve", "compressed, x not on the curve, larger y", join(larger, notOnCurve()))
	add("coordinate-range", "compressed, x = p", join(smaller, p))
	add("coordinate-range", "compressed, x = p + 1, where 1 is on the curve", join(smaller, sum(p, 1)))
	add("coordinate-range", "compressed, x of all ones", join(larger, allOnes(254)))
	add("infinity-not-zero", "infinity with the last bit set", join(infinity, big.NewInt(1)))
	add("infinity-not-zero", "infinity with the first bit after the flags set", join(infinity, new(big.Int).Lsh(big.NewInt(1), 253)))
	add("length", "uncompressed, one byte short", raw[:63])
	add("length", "uncompressed, the length of a compressed one", raw[:32])
	add("not-on-curve", "uncompressed, (1, 1) is not on the curve", join(0, big.NewInt(1), big.NewInt(1)))
	add("not-on-curve", "uncompressed, y and x swapped", join(0, big.NewInt(2), big.NewInt(1)))
	add("not-on-curve", "uncompressed, (0, 1) is not on the curve", join(0, big.NewInt(0), big.NewInt(1)))
	add("not-on-curve", "uncompressed, (1, 0) is not on the curve", join(0, big.NewInt(1), big.NewInt(0)))
	add("coordinate-range", "uncompressed, x + p", join(0, sum(p, 1), big.NewInt(2)))
	add("coordinate-range", "uncompressed, y + p", join(0, big.NewInt(1), sum(p, 2)))
	add("coordinate-range", "uncompressed, y of all ones", join(0, big.NewInt(1), allOnes(256)))
	add("coordinate-range", "uncompressed, p twice: infinity + p", join(0, p, p))
	return list
}

// refusedG2 does the same for G2, with all points outside the subgroup too.
func refusedG2(noble file) (list []any) {
	add := func(reason, name string, encoding []byte) {
		var point bn254.G2Affine
		_, err := point.SetBytes(encoding)
		list = append(list, refusal(reason, name, encoding, err))
	}
	point := smallX1(noble)
	compressed, raw := point.Bytes(), point.RawBytes()
	x1, x0, y1, y0 := value(point.X.A1), value(point.X.A0), value(point.Y.A1), value(point.Y.A0)
	flag := compressed[0] & 0b11000000
	zero, one := big.NewInt(0), big.NewInt(1)

	add("length", "empty", nil)
	add("length", "compressed, one byte short", compressed[:63])
	add("length", "compressed, the length of a G1 point", compressed[:32])
	add("not-on-curve", "compressed, x not on the twist, smaller y", join(smaller, zero, notOnTwist()))
	add("not-on-curve", "compressed, x not on the twist, larger y", join(larger, zero, notOnTwist()))
	add("coordinate-range", "compressed, x.c1 + p", join(flag, add2(x1, p), x0))
	add("coordinate-range", "compressed, x.c0 + p", join(flag, x1, add2(x0, p)))
	add("coordinate-range", "compressed, x.c1 = p", join(smaller, p, zero))
	add("infinity-not-zero", "infinity with the last bit set", join(infinity, zero, one))
	add("infinity-not-zero", "infinity with a bit of the first half set", join(infinity, one, zero))
	add("length", "uncompressed, one byte short", raw[:127])
	add("length", "uncompressed, the length of a compressed one", raw[:64])
	add("not-on-curve", "uncompressed, c0 and c1 swapped", join(0, x0, x1, y0, y1))
	add("not-on-curve", "uncompressed, x and y swapped", join(0, y1, y0, x1, x0))
	add("not-on-curve", "uncompressed, y one off", join(0, x1, x0, y1, sum(y0, 1)))
	add("coordinate-range", "uncompressed, x.c1 + p", join(0, add2(x1, p), x0, y1, y0))
	add("coordinate-range", "uncompressed, x.c0 + p", join(0, x1, add2(x0, p), y1, y0))
	add("coordinate-range", "uncompressed, y.c1 + p", join(0, x1, x0, add2(y1, p), y0))
	add("coordinate-range", "uncompressed, y.c0 + p", join(0, x1, x0, y1, add2(y0, p)))
	add("coordinate-range", "uncompressed, p four times: infinity + p", join(0, p, p, p, p))
	for _, outside := range noble.G2OutsideSubgroup {
		q := pointG2(outside.Point)
		if !q.IsOnCurve() {
			log.Fatalf("%s: not on the twist", outside.Name)
		}
		compressed, raw := q.Bytes(), q.RawBytes()
		add("not-in-subgroup", "compressed, outside the subgroup: "+outside.Name, compressed[:])
		add("not-in-subgroup", "uncompressed, outside the subgroup: "+outside.Name, raw[:])
	}
	return list
}

func refusal(reason, name string, encoding []byte, err error) refused {
	if err == nil {
		log.Fatalf("accepted: %s", name)
	}
	return refused{name, reason, hex.EncodeToString(encoding), err.Error()}
}

// join writes integers below 2^256 one after the other, 32 bytes each, and sets the flags in the first byte.
func join(flags byte, integers ...*big.Int) []byte {
	out := make([]byte, 32*len(integers))
	for i, n := range integers {
		n.FillBytes(out[32*i : 32*i+32])
	}
	if out[0]&0b11000000 != 0 {
		log.Fatal("no room for the flags")
	}
	out[0] |= flags
	return out
}

// notOnCurve is the smallest x without a y on y² = x³ + 3.
func notOnCurve() *big.Int {
	for x := int64(1); ; x++ {
		var cube, y fp.Element
		cube.SetInt64(x*x*x + 3)
		if y.Sqrt(&cube) == nil {
			return big.NewInt(x)
		}
	}
}

// notOnTwist is the smallest c for which x = c + 0u has no y on the twist.
func notOnTwist() *big.Int {
	for c := int64(1); ; c++ {
		encoding := join(smaller, big.NewInt(0), big.NewInt(c))
		var point bn254.G2Affine
		if _, err := point.SetBytes(encoding); err != nil && err.Error() == "invalid compressed coordinate: square root doesn't exist" {
			return big.NewInt(c)
		}
	}
}

// smallX1 is the first multiple of the generator whose x.c1 + p still leaves the two bits for the flags.
func smallX1(noble file) bn254.G2Affine {
	for _, m := range noble.G2Multiples {
		if m.Point == nil {
			continue
		}
		q := pointG2(m.Point)
		if x1 := value(q.X.A1); add2(x1, p).BitLen() <= 254 {
			return q
		}
	}
	log.Fatal("no point with a small x.c1")
	return bn254.G2Affine{}
}

func value(element fp.Element) *big.Int { return element.BigInt(new(big.Int)) }

// decimal writes 0..p-1; the element's own String writes -2 for p - 2.
func decimal(element fp.Element) string { return value(element).String() }

func add2(a, b *big.Int) *big.Int { return new(big.Int).Add(a, b) }

func sum(a *big.Int, b int64) *big.Int { return add2(a, big.NewInt(b)) }

func allOnes(bits uint) *big.Int { return sum(new(big.Int).Lsh(big.NewInt(1), bits), -1) }
