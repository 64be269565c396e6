package text

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

// PerSecond shows messages a second, with a decimal where it says something.
func PerSecond(perS float64) string {
	if perS >= 1000 {
		return fmt.Sprintf("%.0f messages/s", perS)
	}
	return fmt.Sprintf("%.1f messages/s", perS)
}

// Micros shows microseconds with a unit that suits their size.
func Micros(us float64) string {
	switch {
	case us < 1000:
		return fmt.Sprintf("%.0f us", us)
	case us < 100_000:
		return fmt.Sprintf("%.2f ms", us/1000)
	case us < 1e6:
		return fmt.Sprintf("%.0f ms", us/1000)
	default:
		return fmt.Sprintf("%.2f s", us/1e6)
	}
}
