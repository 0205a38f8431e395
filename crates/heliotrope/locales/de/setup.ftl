# Vom leeren Ordner zum ersten beantworteten Brief.

setup-title = Ihr Desk wird eingerichtet
setup-steps = Die drei Schritte
setup-step-you = Sie
setup-step-mailbox = Postfach
setup-step-word = Unser Wort
setup-step-done = Erledigt:
setup-continue = Weiter
setup-to-sign-in = Anmelden
setup-not-yet = Noch nicht
setup-all-kept = Alles, was Sie geschrieben haben, steht noch da.
setup-password-kept = Ihre Eingabe ist aufbewahrt. Schreiben Sie nur, um sie zu ändern.

setup-link-used-up = Dieser Link ist verbraucht. Solange etwas einzurichten ist, nennt der Desk bei jedem Start einen neuen; er gilt eine Stunde.
setup-other-browser = Mit diesem Link hat jemand in einem anderen Browser begonnen, und nur dort geht es weiter. Starten Sie den Desk neu, dann nennt er einen neuen Link.
setup-already = Dieser Desk ist schon eingerichtet. Melden Sie sich an, oder bitten Sie jemanden hier, Sie aufzunehmen.

setup-you = Wer sind Sie?
setup-you-how = Sie kümmern sich um diesen Desk. Andere lassen sich jederzeit aufnehmen.
setup-name = Ihr Name
setup-address = Ihre Mailadresse
setup-password = Passwort für diesen Desk
setup-url = Öffentliche Adresse
setup-url-help = Unter welcher Adresse der Browser eines Kunden diesen Desk erreicht, etwa https://desk.example.org. Sie steht in Briefen; der Desk ruft sich jetzt selbst dort an und sieht, ob sie hierher führt.
setup-url-configured = Kunden erreichen diesen Desk unter { $url }, so steht es in der Konfiguration.
setup-no-url = Schreiben Sie sie wie https://desk.example.org, ohne etwas hinter dem Namen.
setup-led-nowhere = Unter dieser Adresse hat nichts geantwortet:
setup-led-elsewhere = Unter dieser Adresse antwortet etwas, aber nicht dieser Desk.
setup-led-safe = Es ist kein Brief hinausgegangen, und alles, was Sie geschrieben haben, steht noch da.
setup-anyway = Diese Adresse behalten; sie wird später hierher führen
setup-reach-machine = Dieser Desk antwortet nur auf diesem Rechner. Links in Briefen führen Kunden nirgendwohin, bis eine öffentliche Adresse gesetzt ist (web.public_url).
setup-reach-network = Diese Adresse gilt nur in Ihrem eigenen Netz. Kunden anderswo können den Links in Briefen nicht folgen, bis der Desk eine öffentliche Adresse hat (web.public_url).

setup-mailbox = An welches Postfach schreiben Kunden?
setup-mailbox-how = Seine Briefe werden hier zu Fällen und bleiben auch dort, wo sie sind. Niemandem wird etwas geschickt, bevor jemand von Ihnen auf Senden drückt.
setup-mail-address = Mailadresse
setup-mail-address-help = Zum Beispiel hilfe@example.org.
setup-mail-password = Passwort dieses Postfachs
setup-mail-password-help = Bei Google und Microsoft bleibt es leer.
setup-servers = Server
setup-servers-help = Lassen Sie das leer: Der Desk sucht sie nach der Adresse.
setup-comes-in = Briefe kommen an (IMAP)
setup-goes-out = Briefe gehen hinaus (SMTP)
setup-smtp-house = Leer: der Server des Hauses.
setup-house-server = den Server des Hauses
setup-tls-tls = TLS von Anfang an
setup-tls-starttls = STARTTLS
setup-bring = Ältere Briefe mitbringen
setup-bring-help = Leer: ab jetzt. Oder wie viele der letzten, etwa 50.
setup-takes-a-minute = Der Desk meldet sich an und schickt einen Brief an dieses Postfach selbst. Das kann eine Minute dauern.
setup-no-password = Das Passwort des Postfachs fehlt.
setup-no-count = Schreiben Sie, wie viele, höchstens 10000, oder nichts.
setup-no-server = Welcher Server? Der Desk konnte ihn nicht selbst finden.
setup-look = Diese Server wurden gefunden. Sie gehören zu einem anderen Haus als die Adresse: Sehen Sie nach, ob das stimmt, und gehen Sie dann weiter.
setup-not-found = Nicht jeder Server wurde gefunden. Ergänzen Sie unten, was fehlt; die Hilfeseiten Ihres Anbieters nennen ihn.
setup-provider = { $provider } nimmt Post für diese Adresse an und lässt Programme mit Zustimmung ein. Melden Sie sich mit { $provider } an, oder geben Sie ein App-Passwort ein und fahren Sie damit fort.
setup-by-password = Weiter mit dem Passwort
setup-by-consent = Das Postfach wird mit Zustimmung geöffnet. Geben Sie ein Passwort nur ein, um es stattdessen zu verwenden.
setup-tried = Beinahe
setup-tried-safe = Alles, was Sie geschrieben haben, steht noch da. Ändern Sie, was nicht stimmt, und versuchen Sie es noch einmal.
setup-try-again = Noch einmal versuchen
setup-keep-anyway = Trotzdem behalten

setup-tick-found = { $imap } und { $smtp } gefunden
setup-tick-mailbox = Die Server von { $address } gefunden
setup-tick-signed-in = Angemeldet
setup-tick-sent = Einen Brief an mich selbst geschickt
setup-tick-not-sent = Der Brief an mich selbst wurde nicht angenommen: { $said }
setup-tick-back = { $seconds ->
    [one] Er kam innerhalb einer Sekunde zurück
   *[other] Er kam in { $seconds } Sekunden zurück
}

setup-word = Womit dürfen Kunden rechnen?
setup-word-how = Eine Empfangsbestätigung ist der einzige Brief, den dieser Desk von sich aus schickt. Steht hier eine Zeit, so verspricht sie die erste Antwort bis dahin.
setup-within = Erste Antwort innerhalb von (Stunden)
setup-within-help = Gezählt in Ihren Öffnungszeiten. Leer: Die Empfangsbestätigung nennt keine Zeit.
setup-finish = Den Desk öffnen
setup-skip = Überspringen: keine Bestätigungen
