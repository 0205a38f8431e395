# Mailboxes that let us in by consent (OAuth 2).

consents-title = Sign-in by consent
consents-none = Nobody has given consent for this mailbox. Until somebody does, only a password opens it.
consents-how = Google and Microsoft let programs in when a person signs in there and agrees. No password is kept here, only a token, sealed, that they can take back at any time.
consents-given-since = { $provider } lets this desk in since { $since }.
consents-given-now = Letters that waited come and leave now, one after the other.
consents-ended-since = { $provider } lets this desk in no more, since { $since }. It said:
consents-ended-safe = Letters wait where they are, there and here; nothing is lost. Sign in again, and they come and leave. A reply of ours that has waited for four days stands on its case again, to be sent once more.
consents-sign-in = Sign in with { $provider }
consents-sign-in-again = Sign in again with { $provider }
consents-register-anew = Enter another client ID or secret
consents-to-mailbox = Back to { $address }
consents-nothing-changed = Nothing was changed.

consents-go-on = Go on to { $provider }
consents-go-on-how = { $provider } asks you to sign in and to let this desk read and send mail. Sign in as the mailbox, not as yourself. Then you come back here.
consents-back = Back from { $provider }
consents-back-how = One press, and this desk goes on with the answer.
consents-take = Go on

consents-register = Make this desk known to { $provider }
consents-register-why = This is done once for all mailboxes. { $provider } then shows the name you choose there when it asks somebody for consent.
consents-google-1 = Sign in with an account that may administer your domain, and choose or make a project:
consents-google-2 = Enable the Gmail API, and on the consent screen choose “Internal” when all mailboxes belong to your own Google Workspace.
consents-google-3 = Under Credentials create an OAuth client ID of the type “Web application” with the redirect address below. It shows a client ID and a client secret.
consents-microsoft-1 = Sign in as an administrator and open App registrations, New registration:
consents-microsoft-2 = Choose accounts in any organizational directory, and the platform “Web” with the redirect address below. The overview shows the application (client) ID.
consents-microsoft-3 = Under API permissions add, from Office 365 Exchange Online, IMAP.AccessAsUser.All and SMTP.Send (delegated). Under Certificates & secrets make a client secret and copy its value. Allow authenticated SMTP for the mailbox.
consents-own-1 = Register this desk there as a web application with the redirect address below.
consents-redirect = Redirect address
consents-redirect-help = Enter exactly this at { $provider }, without anything before or behind it.
consents-needs-https = { $provider } takes only an https address here, or localhost. Set the public address of this desk (web.public_url) first.
consents-client-id = Client ID
consents-client-secret = Client secret
consents-client-secret-help = Kept sealed, and never shown again. Empty if there is none.
consents-no-client-id = The client ID is one word, as the provider shows it.
consents-wrong-secret = The client secret is one word, as the provider shows it.
consents-not-kept = Not kept yet
consents-keep-and-go-on = Keep and go on
consents-leave = Leave as it was

consents-unknown = This answer belongs to no sign-in that was begun here. Begin again on the page of the mailbox.
consents-other-session = This sign-in was begun in another browser, or before you signed in here. Begin again on the page of the mailbox.
consents-used = This answer was used already. Begin again.
consents-late = That took more than half an hour, and the answer does not count any more. Begin again.
consents-declined = { $provider } did not give consent. It said: { $said }
consents-no-client = This desk is not known to { $provider } yet. Begin again, and enter its client ID.
consents-no-refresh = { $provider } gave a token that ends soon and cannot be renewed. Let its registration allow offline access, then begin again.
consents-not-given = { $provider } gave no token. It said: { $said }

consents-ended = { $provider } lets this desk in no more. Somebody who looks after it has to sign in again. { $provider } said: { $said }
consents-program = { $provider } does not know this desk any more: its client ID or secret has to be entered again. { $provider } said: { $said }
consents-passing = { $provider } gave no token this time; it is asked again by itself. { $said }
consents-elsewhere = The consent of { $provider } is not for the server { $host }, and no token goes there. Enter a password, or the servers of { $provider } with encryption.
consents-sealed = The kept token could not be opened: { $said }
consents-not-kept-here = A token could not be written down here: { $said }
not-found-provider = There is no provider { $which } here.
not-found-trip = This sign-in is over. Begin again on the page of the mailbox.
