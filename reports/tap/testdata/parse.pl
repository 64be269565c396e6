# Reads TAP with the parser of Perl's Test::Harness and prints what it took it
# for as JSON. The parser of Perl 5.36 knows TAP 13, of which 14 is an extension.
use strict;
use warnings;
use JSON::PP;
use TAP::Parser;

binmode STDIN, ':encoding(UTF-8)';
my $text = do { local $/; <STDIN> };
$text =~ s/^TAP version 14$/TAP version 13/m or die "no version";
my $parser = TAP::Parser->new({ tap => $text });
my @points;
my ($bail, @unknown);
while (my $r = $parser->next) {
    if ($r->is_test) {
        push @points, {
            ok => $r->is_actual_ok ? JSON::PP::true : JSON::PP::false,
            number => $r->number + 0,
            description => $r->description,
            directive => $r->directive,
            explanation => $r->explanation,
        };
    } elsif ($r->is_yaml) {
        $points[-1]{yaml} = $r->data;
    } elsif ($r->is_bailout) {
        $bail = $r->explanation;
    } elsif ($r->is_unknown) {
        push @unknown, $r->raw;
    }
}
print JSON::PP->new->utf8->canonical->encode({
    points => \@points,
    unknown => \@unknown,
    plan => $parser->plan,
    errors => [$parser->parse_errors],
    failed => [map { $_ + 0 } $parser->failed],
    todo => [map { $_ + 0 } $parser->todo],
    skipped => [map { $_ + 0 } $parser->skipped],
    bail => $bail,
    problems => $parser->has_problems ? JSON::PP::true : JSON::PP::false,
});
