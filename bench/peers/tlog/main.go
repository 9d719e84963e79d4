// A log on disk verified by golang.org/x/mod: each entry hashed, each tile compared with what its entries make, the root
// with the one that was signed. For each line on standard input it does so once, on one thread, and answers with one line
// of milliseconds.
//
//	tlog <folder> <verifier key>
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8
const width = 1 << height

func main() {
	runtime.GOMAXPROCS(1)
	if len(os.Args) != 3 {
		fail(errors.New("expected a folder and a verifier key"))
	}
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		began := time.Now()
		if err := verify(os.Args[1], os.Args[2]); err != nil {
			fail(err)
		}
		fmt.Println(float64(time.Since(began).Nanoseconds()) / 1e6)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// In x/mod tiles begin with their height, and bundles are called data.
func read(folder string, level int, index, count int64) ([]byte, error) {
	tile := tlog.Tile{H: height, L: level, N: index, W: int(count)}
	path := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", height))
	return os.ReadFile(filepath.Join(folder, "tile", strings.Replace(path, "data/", "entries/", 1)))
}

func verify(folder, key string) error {
	tree, err := checkpoint(folder, key)
	if err != nil {
		return err
	}
	// The hashes of a level, each the root of the full tile below it.
	level := make([]tlog.Hash, 0, tree.N/width+1)
	var right *tlog.Hash
	for first := int64(0); first < tree.N; first += width {
		count := min(width, tree.N-first)
		hashes, err := leaves(folder, first/width, count)
		if err != nil {
			return err
		}
		if level, right, err = add(folder, 0, first/width, hashes, level, right); err != nil {
			return err
		}
	}
	for l := 1; len(level) > 0; l++ {
		var above []tlog.Hash
		for first := 0; first < len(level); first += width {
			part := level[first:min(first+width, len(level))]
			if above, right, err = add(folder, l, int64(first/width), part, above, right); err != nil {
				return err
			}
		}
		level = above
	}
	if right == nil || *right != tree.Hash {
		return errors.New("the root is not that of the entries")
	}
	return nil
}

func checkpoint(folder, key string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return tlog.Tree{}, err
	}
	signed, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, errors.New("no checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

func leaves(folder string, index, count int64) ([]tlog.Hash, error) {
	bundle, err := read(folder, -1, index, count)
	if err != nil {
		return nil, err
	}
	hashes := make([]tlog.Hash, 0, width)
	for len(bundle) > 0 {
		if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
			return nil, errors.New("a bundle is cut off")
		}
		end := 2 + int(binary.BigEndian.Uint16(bundle))
		hashes = append(hashes, tlog.RecordHash(bundle[2:end]))
		bundle = bundle[end:]
	}
	if int64(len(hashes)) != count {
		return nil, fmt.Errorf("bundle %d has %d entries", index, len(hashes))
	}
	return hashes, nil
}

// Compares a tile with its hashes. The root of a full one is added to the level above; one in part is the right edge.
func add(folder string, l int, index int64, hashes, above []tlog.Hash, right *tlog.Hash) ([]tlog.Hash, *tlog.Hash, error) {
	tile, err := read(folder, l, index, int64(len(hashes)))
	if err != nil {
		return nil, nil, err
	}
	made := make([]byte, 0, width*tlog.HashSize)
	for _, hash := range hashes {
		made = append(made, hash[:]...)
	}
	if !bytes.Equal(made, tile) {
		return nil, nil, fmt.Errorf("tile %d of level %d is not what its entries make", index, l)
	}
	if len(hashes) == width {
		return append(above, root(hashes)), right, nil
	}
	if right != nil {
		hashes = append(bytes2(hashes), *right)
	}
	edge := root(hashes)
	return above, &edge, nil
}

func bytes2(hashes []tlog.Hash) []tlog.Hash { return append([]tlog.Hash(nil), hashes...) }

// The root over hashes, of which the last one may stand for fewer leaves than the others.
func root(hashes []tlog.Hash) tlog.Hash {
	level := bytes2(hashes)
	for len(level) > 1 {
		above := level[:0]
		for i := 0; i+1 < len(level); i += 2 {
			above = append(above, tlog.NodeHash(level[i], level[i+1]))
		}
		if len(level)%2 == 1 {
			above = append(above, level[len(level)-1])
		}
		level = above
	}
	return level[0]
}
