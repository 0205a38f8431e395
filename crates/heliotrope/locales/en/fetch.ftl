# Letters brought from another server by IMAP.

fetch-unknown-host = There is no server of the name { $server }: { $said }
fetch-refused = { $server } takes no connection there: { $said }
fetch-unreachable = { $server } cannot be reached: { $said }
fetch-timeout = { $server } does not answer. { $said }
fetch-certificate = { $server } shows a certificate that is not trusted: { $said }
fetch-tls = { $server } and we could not agree on an encrypted connection: { $said }
fetch-no-starttls = { $server } offers no encryption (STARTTLS), and this mailbox asks for it.
fetch-no-sign-in = { $server } offers no way to sign in that is known here.
fetch-sign-in = { $server } does not let us in with this name and password. It says: { $said }
fetch-token = { $server } does not take the consent for this account. Did the mailbox itself sign in at the provider? It says: { $said }
fetch-consent = The consent for this mailbox has ended: somebody who looks after the desk has to sign in again at the provider. It says: { $said }
fetch-program = The provider does not know this desk any more: its client ID or secret has to be entered again. It says: { $said }
fetch-no-token = The provider of this mailbox gave no token this time; it is asked again by itself. { $said }
fetch-elsewhere = The consent for this mailbox is not for { $server }, and no token goes there in that way.
fetch-folder = { $server } does not open the folder { $said } – if it was renamed, give its new name on the page of the mailbox. The other folders are fetched.
fetch-cut = { $server } closed the connection before it had answered.
fetch-bye = { $server } said goodbye: { $said }
fetch-protocol = { $server } says something that is not IMAP. { $said }
fetch-too-much = { $server } sent more than it had announced.
fetch-not-back = The letter has not come back yet.
fetch-sealed = The kept password could not be opened: { $said }
fetch-not-kept = A letter could not be written down here: { $said }
fetch-no = { $server } says: { $said }
