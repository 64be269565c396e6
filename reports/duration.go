package reports

import "fmt"

// Duration shows milliseconds with a unit that suits their size.
func Duration(ms float64) string {
	switch {
	case ms < 100:
		return fmt.Sprintf("%.1f ms", ms)
	case ms < 999.5:
		return fmt.Sprintf("%.0f ms", ms)
	case ms < 59_950:
		return fmt.Sprintf("%.1f s", ms/1000)
	case ms < 1e12:
		s := int64(ms/1000 + 0.5)
		return fmt.Sprintf("%d min %d s", s/60, s%60)
	default:
		return fmt.Sprintf("%.3g s", ms/1000)
	}
}
