# Postfächer, die uns mit Zustimmung einlassen (OAuth 2).

consents-title = Anmeldung mit Zustimmung
consents-none = Für dieses Postfach hat noch niemand zugestimmt. Bis dahin öffnet es nur ein Passwort.
consents-how = Google und Microsoft lassen Programme ein, wenn ein Mensch sich dort anmeldet und zustimmt. Hier wird kein Passwort aufbewahrt, nur ein versiegeltes Zugangszeichen, das dort jederzeit zurückgenommen werden kann.
consents-given-since = { $provider } lässt diesen Desk seit { $since } ein.
consents-given-now = Wartende Briefe kommen und gehen jetzt, einer nach dem anderen.
consents-ended-since = { $provider } lässt diesen Desk seit { $since } nicht mehr ein. Die Antwort war:
consents-ended-safe = Die Briefe warten, wo sie sind, dort und hier; nichts geht verloren. Melden Sie sich erneut an, dann kommen und gehen sie. Eine Antwort von uns, die vier Tage gewartet hat, steht wieder auf ihrem Fall und lässt sich noch einmal senden.
consents-sign-in = Mit { $provider } anmelden
consents-sign-in-again = Erneut mit { $provider } anmelden
consents-register-anew = Andere Client-ID oder anderes Geheimnis eingeben
consents-to-mailbox = Zurück zu { $address }
consents-nothing-changed = Es wurde nichts geändert.

consents-go-on = Weiter zu { $provider }
consents-go-on-how = { $provider } bittet Sie, sich anzumelden und diesem Desk das Lesen und Senden von Post zu erlauben. Melden Sie sich als das Postfach an, nicht als Sie selbst. Danach kommen Sie hierher zurück.
consents-back = Zurück von { $provider }
consents-back-how = Ein Klick, und es geht mit der Antwort weiter.
consents-take = Weiter

consents-register = Diesen Desk bei { $provider } bekannt machen
consents-register-why = Das geschieht einmal für alle Postfächer. { $provider } zeigt dann den Namen, den Sie dort wählen, wenn um Zustimmung gebeten wird.
consents-google-1 = Melden Sie sich mit einem Konto an, das Ihre Domain verwalten darf, und wählen oder erstellen Sie ein Projekt:
consents-google-2 = Aktivieren Sie die Gmail API und wählen Sie auf dem Zustimmungsbildschirm „Intern“, wenn alle Postfächer zu Ihrem eigenen Google Workspace gehören.
consents-google-3 = Erstellen Sie unter „Anmeldedaten“ eine OAuth-Client-ID vom Typ „Webanwendung“ mit der Weiterleitungsadresse unten. Angezeigt werden eine Client-ID und ein Clientschlüssel (Geheimnis).
consents-microsoft-1 = Melden Sie sich als Administrator an und öffnen Sie App-Registrierungen, Neue Registrierung:
consents-microsoft-2 = Wählen Sie Konten in einem beliebigen Organisationsverzeichnis und die Plattform „Web“ mit der Weiterleitungsadresse unten. Die Übersicht zeigt die Anwendungs-ID (Client).
consents-microsoft-3 = Fügen Sie unter API-Berechtigungen aus Office 365 Exchange Online IMAP.AccessAsUser.All und SMTP.Send (delegiert) hinzu. Erstellen Sie unter Zertifikate & Geheimnisse einen geheimen Clientschlüssel und kopieren Sie seinen Wert. Erlauben Sie für das Postfach authentifiziertes SMTP.
consents-own-1 = Registrieren Sie diesen Desk dort als Webanwendung mit der Weiterleitungsadresse unten.
consents-redirect = Weiterleitungsadresse
consents-redirect-help = Tragen Sie bei { $provider } genau dies ein, ohne etwas davor oder dahinter.
consents-needs-https = { $provider } nimmt hier nur eine https-Adresse oder localhost an. Legen Sie zuerst die öffentliche Adresse dieses Desks fest (web.public_url).
consents-client-id = Client-ID
consents-client-secret = Client-Geheimnis
consents-client-secret-help = Es wird versiegelt aufbewahrt und nie wieder angezeigt. Leer, wenn es keines gibt.
consents-no-client-id = Die Client-ID ist ein einziges Wort, so wie der Anbieter sie anzeigt.
consents-wrong-secret = Das Client-Geheimnis ist ein einziges Wort, so wie der Anbieter es anzeigt.
consents-not-kept = Noch nicht gespeichert
consents-keep-and-go-on = Speichern und weiter
consents-leave = Lassen, wie es war

consents-unknown = Diese Antwort gehört zu keiner Anmeldung, die hier begonnen wurde. Beginnen Sie auf der Seite des Postfachs neu.
consents-other-session = Diese Anmeldung wurde in einem anderen Browser begonnen oder bevor Sie sich hier angemeldet haben. Beginnen Sie auf der Seite des Postfachs neu.
consents-used = Diese Antwort wurde schon verwendet. Beginnen Sie neu.
consents-late = Das hat länger als eine halbe Stunde gedauert; die Antwort zählt nicht mehr. Beginnen Sie neu.
consents-declined = { $provider } hat nicht zugestimmt. Die Antwort war: { $said }
consents-no-client = Dieser Desk ist { $provider } noch nicht bekannt. Beginnen Sie neu und geben Sie die Client-ID ein.
consents-no-refresh = { $provider } hat ein Zugangszeichen gegeben, das bald endet und nicht erneuert werden kann. Erlauben Sie in der Registrierung den Offlinezugriff und beginnen Sie neu.
consents-not-given = { $provider } hat kein Zugangszeichen gegeben. Die Antwort war: { $said }

consents-ended = { $provider } lässt diesen Desk nicht mehr ein. Jemand, der es verwaltet, muss sich erneut anmelden. { $provider } antwortete: { $said }
consents-program = { $provider } kennt diesen Desk nicht mehr: Client-ID oder Geheimnis müssen neu eingegeben werden. { $provider } antwortete: { $said }
consents-passing = { $provider } hat diesmal kein Zugangszeichen gegeben; es wird von selbst wieder gefragt. { $said }
consents-elsewhere = Die Zustimmung von { $provider } gilt nicht für den Server { $host }; dorthin geht kein Zugangszeichen. Geben Sie ein Passwort ein oder die Server von { $provider } mit Verschlüsselung.
consents-sealed = Das aufbewahrte Zugangszeichen konnte nicht geöffnet werden: { $said }
consents-not-kept-here = Ein Zugangszeichen konnte hier nicht gespeichert werden: { $said }
not-found-provider = Hier gibt es keinen Anbieter { $which }.
not-found-trip = Diese Anmeldung ist vorbei. Beginnen Sie auf der Seite des Postfachs neu.
