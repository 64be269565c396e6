// Package plot draws numbers as SVG: lines, and areas that are stacked,
// over time or over the percentile on a logarithmic axis.
//
// Looks are classes, never style attributes, so that a page may forbid them; Style
// has the rules. The page gives the colours, as the CSS variables --series-1 to --series-8
// and --surface for the ground. A chart has a title
// and a description for those who do not see it, and two series differ in their dashes
// as well as in colour. The page around a chart gives its legend, with Key, and its
// numbers as a table.
//
// A line of more points than the chart has columns keeps the first, the lowest, the
// highest and the last of each column, so that no peak is lost. A value that is no
// number, or on a logarithmic axis not above zero, is a gap.
//
// The package must not know what the numbers mean, or who measured them.
package plot
