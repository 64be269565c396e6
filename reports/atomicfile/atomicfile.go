package atomicfile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
)

// Write writes a report completely or not at all: into a new file in the same
// directory, synced, then renamed. On any error the file that was at path is
// untouched and nothing is left beside it. A symbolic link is followed. A path
// that is a device or a pipe, such as /dev/stdout, is written directly.
func Write(path string, write func(io.Writer) error) error {
	if err := writeFile(path, write); err != nil {
		return fmt.Errorf("cannot write the report %s: %w", path, explainFile(path, err))
	}
	return nil
}

// Check finds out before any work is done whether Write would fail. It
// leaves no file.
func Check(path string) error {
	if err := tryFile(path); err != nil {
		return fmt.Errorf("cannot write the report %s: %w", path, explainFile(path, err))
	}
	return nil
}

func tryFile(path string) error {
	if path == "" {
		return errors.New("its name is empty")
	}
	switch info, err := os.Stat(path); {
	case err == nil && info.IsDir():
		return syscall.EISDIR
	case err == nil && !info.Mode().IsRegular():
		return nil // a pipe might wait for its reader
	case err == nil:
		if path, err = filepath.EvalSymlinks(path); err != nil {
			return err
		}
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".smtpspec-*.tmp")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

func writeFile(path string, write func(io.Writer) error) error {
	if path == "" {
		return errors.New("its name is empty")
	}
	switch info, err := os.Stat(path); {
	case err == nil && info.IsDir():
		return syscall.EISDIR
	case err == nil && !info.Mode().IsRegular():
		return writeDirectly(path, write)
	case err == nil:
		if path, err = filepath.EvalSymlinks(path); err != nil {
			return err
		}
		return replace(path, info.Mode().Perm(), write)
	}
	return replace(path, 0o666, write)
}

func writeDirectly(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(fill(f, write), f.Close())
}

// replace puts a new file with the given permissions, less the umask, in the
// place of path.
func replace(path string, perm fs.FileMode, write func(io.Writer) error) (err error) {
	dir, base := filepath.Split(path)
	temp := filepath.Join(dir, fmt.Sprintf(".%.100s.%016x.tmp", base, rand.Uint64()))
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
	if err != nil {
		return err
	}
	done := false
	defer func() {
		if !done {
			_ = f.Close() // of no consequence: the file goes
			_ = os.Remove(temp)
		}
	}()
	if err := fill(f, write); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(temp, path); err != nil {
		return err
	}
	done = true
	syncDirectory(filepath.Dir(path))
	return nil
}

func fill(f *os.File, write func(io.Writer) error) error {
	w := bufio.NewWriterSize(f, 64<<10)
	if err := write(w); err != nil {
		return err
	}
	return w.Flush()
}

// syncDirectory makes the new name durable. The report is in place already, and
// not every file system can sync a directory, so that a failure says nothing.
func syncDirectory(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

// explainFile adds what can be done about an error.
func explainFile(path string, err error) error {
	dir := filepath.Dir(path)
	switch {
	case errors.Is(err, syscall.EISDIR):
		return errors.New("it is a directory; name a file in it")
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("the directory %s does not exist; create it first", dir)
	case errors.Is(err, syscall.ENOTDIR):
		return fmt.Errorf("%s is not a directory", dir)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("no permission to write in %s", dir)
	case errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("no space left on the disk of %s", dir)
	default:
		return err
	}
}
