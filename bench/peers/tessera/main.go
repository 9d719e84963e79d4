// Appends by tessera's POSIX storage. For each line on standard input, "how callers entries", callers append entries one
// after the other, together so many, and each goes on when its entry is integrated, or acknowledged by a signed
// checkpoint; the answer is one line of milliseconds.
//
//	tessera <folder> <bytes of an entry>
package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/mod/sumdb/note"
)

func main() {
	if len(os.Args) != 3 {
		fail(errors.New("expected a folder and a number of bytes"))
	}
	size, err := strconv.Atoi(os.Args[2])
	if err != nil {
		fail(err)
	}
	ctx := context.Background()
	log, err := open(ctx, os.Args[1])
	if err != nil {
		fail(err)
	}
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		var how string
		var callers, entries int64
		if _, err := fmt.Sscan(lines.Text(), &how, &callers, &entries); err != nil {
			fail(err)
		}
		began := time.Now()
		if err := log.append(ctx, how, callers, entries, size); err != nil {
			fail(err)
		}
		fmt.Println(float64(time.Since(began).Nanoseconds()) / 1e6)
	}
	if err := log.shutdown(ctx); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

type log struct {
	appender *tessera.Appender
	shutdown func(context.Context) error
	awaiter  *tessera.PublicationAwaiter
}

// The shortest intervals that there are: a batch waits 1 ms for others, and checkpoints come ten times a second.
func open(ctx context.Context, folder string) (*log, error) {
	secret, _, err := note.GenerateKey(rand.Reader, "example.com/bench")
	if err != nil {
		return nil, err
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		return nil, err
	}
	driver, err := posix.New(ctx, posix.Config{Path: folder})
	if err != nil {
		return nil, err
	}
	const interval = 100 * time.Millisecond
	options := tessera.NewAppendOptions().
		WithCheckpointSigner(signer).
		WithBatching(1024, time.Millisecond).
		WithCheckpointInterval(interval)
	appender, shutdown, reader, err := tessera.NewAppender(ctx, driver, options)
	if err != nil {
		return nil, err
	}
	awaiter := tessera.NewPublicationAwaiter(ctx, reader.ReadCheckpoint, 10*time.Millisecond)
	return &log{appender, shutdown, awaiter}, nil
}

func (l *log) append(ctx context.Context, how string, callers, entries int64, size int) error {
	var left atomic.Int64
	left.Store(entries)
	var wait sync.WaitGroup
	failed := make(chan error, callers)
	for range callers {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for left.Add(-1) >= 0 {
				if err := l.appendOne(ctx, how, size); err != nil {
					failed <- err
					return
				}
			}
		}()
	}
	wait.Wait()
	close(failed)
	return <-failed
}

func (l *log) appendOne(ctx context.Context, how string, size int) error {
	entry := make([]byte, size)
	if _, err := rand.Read(entry); err != nil {
		return err
	}
	future := l.appender.Add(ctx, tessera.NewEntry(entry))
	if how == "integrated" {
		_, err := future()
		return err
	}
	_, _, err := l.awaiter.Await(ctx, future)
	return err
}
