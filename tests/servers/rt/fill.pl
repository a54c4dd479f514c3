#!/usr/bin/perl
# Puts N tickets into queue Social at once, past the web server: fill.pl N [PREFIX]
# Ticket i has ExternalId PREFIX:i (fill:1 and on); every third belongs to an agent, every fifth is open, every seventh urgent.
# Prints one line of JSON: created, first and last id, milliseconds. No mail is written for them, which makes it fast.
use strict;
use warnings;
use lib '/usr/share/request-tracker5/lib', '/usr/local/share/request-tracker5/lib';
use JSON ();
use Time::HiRes qw(time);
use RT;
use MIME::Entity;

my ($count, $prefix) = @ARGV;
die "usage: fill.pl N [PREFIX]\n" unless ($count // '') =~ /\A[1-9][0-9]{0,5}\z/;
$prefix //= 'fill';

RT::LoadConfig();
RT::Init();
RT->Config->Set(LogToSTDERR => 'error');

# Rules that write mail on creation would be most of the time.
my $create = \&RT::Transaction::Create;
{
    no warnings 'redefine';
    *RT::Transaction::Create = sub {
        my $self = shift;
        return $create->($self, @_, ActivateScrips => 0);
    };
}

my $system = RT->SystemUser;
my $field = RT::CustomField->new($system);
$field->LoadByName(Name => 'ExternalId', LookupType => 'RT::Queue-RT::Ticket', ObjectId => 0, IncludeGlobal => 1);
$field->Load('ExternalId') unless $field->id;
die "there is no custom field ExternalId\n" unless $field->id;
my @agents = qw(ada bea cem dov eli);
my @said = (
    'My order has not moved for four days',
    'The app logs me out every time',
    'Charged twice this month, please help',
    'How do I change my address?',
    'Screen is black since this morning',
);

my $began = time;
my ($first, $last) = (0, 0);
for my $i (1 .. $count) {
    # In parts, so that the server can answer in between.
    $RT::Handle->BeginTransaction if $i % 25 == 1;
    my $text = $said[$i % @said];
    my $ticket = RT::Ticket->new($system);
    my ($id, undef, $message) = $ticket->Create(
        Queue     => 'Social',
        Subject   => "$text ($i)",
        Requestor => 'customer' . ($i % 40) . '@social.invalid',
        Status    => $i % 5 ? 'new' : 'open',
        Priority  => $i % 7 ? 20 : 90,
        $i % 3 ? () : (Owner => $agents[$i % @agents]),
        MIMEObj => MIME::Entity->build(
            Type    => 'text/plain',
            Charset => 'utf-8',
            Subject => "$text ($i)",
            From    => 'customer' . ($i % 40) . '@social.invalid',
            Data    => ["$text. Number $i."],
        ),
        'CustomField-' . $field->id => "$prefix:$i",
    );
    die "ticket $i: $message\n" unless $id;
    $first ||= $id;
    $last = $id;
    $RT::Handle->Commit if $i % 25 == 0 || $i == $count;
}
print JSON->new->canonical->encode(
    { created => int $count, first => int $first, last => int $last, ms => int((time - $began) * 1000) }
), "\n";
