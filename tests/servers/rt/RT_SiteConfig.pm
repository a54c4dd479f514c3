# Request Tracker for tests: its own database, no address but this machine's, and no mail that leaves it.
Set($rtname, 'watchfloor');
Set($Organization, 'floor.invalid');
Set($WebDomain, '127.0.0.1');
Set($WebPort, @PORT@);
Set($WebPath, '');
Set($WebBaseURL, 'http://127.0.0.1:@PORT@');
Set($Timezone, 'UTC');
Set($CorrespondAddress, 'care@floor.invalid');
Set($CommentAddress, 'notes@floor.invalid');
Set($MailCommand, 'testfile');

Set($DatabaseType, 'SQLite');
Set($DatabaseName, '@RUN@/rt.db');
Set($DatabaseHost, '');
$RT::MasonDataDir = '@RUN@/mason';
$RT::MasonSessionDir = '@RUN@/sessions';

Set($LogToSyslog, undef);
Set($LogToFile, undef);
Set($LogToSTDERR, 'warning');
Set($WebSecureCookies, 0);

# Each request that comes with a password or a token pays for hashing it; a tester pays with every request.
Set($BcryptCost, 5);
1;
