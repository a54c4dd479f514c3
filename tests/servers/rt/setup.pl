#!/usr/bin/perl
# What a floor needs from Request Tracker and what REST cannot make: setup.pl FILE
# Queue Social, custom field ExternalId, group agents with its rights, its people, a token for each. FILE gets all of it.
use strict;
use warnings;
use lib '/usr/share/request-tracker5/lib', '/usr/local/share/request-tracker5/lib';
use JSON ();
use RT;
use RT::AuthToken;

RT::LoadConfig();
RT::Init();
my $system = RT->SystemUser;

sub made {
    my ($what, $id, $message) = @_;
    die "$what: " . ($message // 'no reason given') . "\n" unless $id;
    return $id;
}

my $queue = RT::Queue->new($system);
made('queue', $queue->Create(Name => 'Social', Description => 'Everything that reaches the brand in public'));
my $general = RT::Queue->new($system);
$general->Load('General');

my $field = RT::CustomField->new($system);
made(
    'custom field',
    $field->Create(
        Name       => 'ExternalId',
        Type       => 'FreeformSingle',
        LookupType => 'RT::Queue-RT::Ticket',
        Description => 'Where a ticket comes from, so that the same mention makes no second one',
    )
);
made('custom field on queue', $field->AddToObject($queue));

my $group = RT::Group->new($system);
made('group', $group->CreateUserDefinedGroup(Name => 'agents', Description => 'Whoever answers'));
my @on_queue = qw(
    SeeQueue ShowTicket ShowTicketComments CreateTicket ReplyToTicket CommentOnTicket ModifyTicket OwnTicket TakeTicket
    StealTicket ReassignTicket AssignCustomFields SeeCustomField ModifyCustomField WatchAsAdminCc Watch
);
for my $right (@on_queue) {
    my ($ok, $message) = $group->PrincipalObj->GrantRight(Right => $right, Object => $queue);
    warn "right $right: $message\n" unless $ok;
}

my %users;

sub user {
    my ($name, $real, $member) = @_;
    my $user = RT::User->new($system);
    my $password = "$name-on-loopback";
    $user->Load($name);
    if ($user->id) {
        made("password of $name", $user->SetPassword($password));
    }
    else {
        made(
            "user $name",
            $user->Create(
                Name         => $name,
                RealName     => $real,
                EmailAddress => "$name\@floor.invalid",
                Password     => $password,
                Privileged   => 1,
            )
        );
    }
    made("$name in agents", $group->AddMember($user->PrincipalId)) if $member;
    my $token = RT::AuthToken->new($system);
    my ($id, $message, $secret) = $token->Create(Owner => $user->id, Description => 'tests');
    made("token of $name", $id, $message);
    $users{$name} = {
        id        => int $user->id,
        name      => $name,
        real_name => $real,
        email     => $user->EmailAddress,
        password  => $password,
        token     => $secret,
    };
    return $user;
}

user('root', 'Enoch Root', 0);
my $sync = user('watchfloor', 'Watchfloor', 1);
user('ada', 'Ada Brandt', 1);
user('bea', 'Bea Conti', 1);
user('cem', 'Cem Demir', 1);
user('dov', 'Dov Eriksen', 1);
user('eli', 'Eli Fischer', 1);
# May see others' addresses and names, as whoever sets up a connection would allow it.
made('right AdminUsers', $sync->PrincipalObj->GrantRight(Right => 'AdminUsers', Object => $RT::System));
# Sees a second queue where it may not write.
made('right on General', $sync->PrincipalObj->GrantRight(Right => $_, Object => $general)) for qw(SeeQueue ShowTicket);

my %all = (
    user         => 'watchfloor',
    password     => $users{watchfloor}{password},
    token        => $users{watchfloor}{token},
    users        => \%users,
    agents       => [qw(ada bea cem dov eli)],
    group        => { id => int $group->id, name => 'agents' },
    queue        => { id => int $queue->id, name => 'Social' },
    read_only    => { id => int $general->id, name => 'General' },
    custom_field => { id => int $field->id, name => 'ExternalId' },
);
open my $out, '>', $ARGV[0] or die "$ARGV[0]: $!\n";
print {$out} JSON->new->canonical->encode(\%all);
close $out or die "$ARGV[0]: $!\n";
