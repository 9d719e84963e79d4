// What the command line says of itself.

export const HELP = `fedzk: verified aggregation between two organisations.

  fedzk serve [--data DIR] [--port N]      both aggregators on this machine, for trying and developing
  fedzk serve --role leader|helper --development [--data DIR] [--port N]
  fedzk status [--data DIR] [--role ROLE]
  fedzk client demo [--data DIR]           ten clients enrol, report and get their sum
  fedzk peer card [--role ROLE]            this aggregator's card, with its fingerprint
  fedzk peer add FILE --fingerprint "…"    the other aggregator, by its card
  fedzk client init --id ID --home DIR     a client's keys, and its request for both operators
  fedzk client enrol REQUEST --fingerprint "…" --out FILE
  fedzk client join ANSWER --home DIR --fingerprint "…" --development
  fedzk client revoke ID
  fedzk client list
  fedzk round open|close|collect|abandon TASK ROUND

--data DIR   the folder of data; by default $STATE_DIRECTORY, as root /var/lib/fedzk, else the user's
--role ROLE  leader (the default) or helper
--json       one line of JSON for programs
Exit codes: 0 yes, 1 no, 2 wrong use or a system that can't be started.`;

export const SEE_HELP = 'See fedzk --help.';
