package main

import (
	"encoding/json"
	"log"
	"os"
	"slices"

	"github.com/consensys/gnark-crypto/ecc/bn254"
)

// file is the part of bn254/noble.json that is used here. The point at infinity is null.
type file struct {
	G1Multiples []struct {
		K     string
		Point []string
	}
	G2Multiples []struct {
		K     string
		Point [][]string
	}
	G2OutsideSubgroup []struct {
		Name  string
		Point [][]string
	}
	Pairing struct {
		Values []struct {
			A, B  string
			Value []string
		}
	}
}

func read() (noble file) {
	text, err := os.ReadFile(source)
	must(err)
	must(json.Unmarshal(text, &noble))
	return noble
}

func equal(k string, theirs []string, mine ...string) {
	if theirs == nil {
		theirs = slices.Repeat([]string{"0"}, len(mine)) // infinity has zero coordinates here
	}
	if !slices.Equal(theirs, mine) {
		log.Fatalf("%s times a generator: %v, here %v", k, theirs, mine)
	}
}

func equalG2(k string, theirs [][]string, mine *bn254.G2Affine) {
	equal(k, slices.Concat(theirs...), decimal(mine.X.A0), decimal(mine.X.A1), decimal(mine.Y.A0), decimal(mine.Y.A1))
}

// pointG2 takes coordinates as they are, without a check.
func pointG2(coordinates [][]string) (q bn254.G2Affine) {
	q.X.A0.SetBigInt(integer(coordinates[0][0]))
	q.X.A1.SetBigInt(integer(coordinates[0][1]))
	q.Y.A0.SetBigInt(integer(coordinates[1][0]))
	q.Y.A1.SetBigInt(integer(coordinates[1][1]))
	return q
}
