# Wie es dem Desk geht, was sicher ist und was als Nächstes zu tun ist.

health-title = Zustand der Post
health-run = Alles prüfen
health-all-well = Alles in Ordnung.
health-look = { $n ->
    [one] Es funktioniert. 1 Punkt ist anzusehen.
   *[other] Es funktioniert. { $n } Punkte sind anzusehen.
}
health-not-well = { $n ->
    [one] 1 Sache funktioniert nicht.
   *[other] { $n } Sachen funktionieren nicht.
}
health-asked = Das DNS wurde um { $at } gefragt.
health-asking = Andere werden gerade gefragt. Was sie sagen, erscheint hier; ein Brief an uns selbst braucht bis zu einer Minute.
health-asking-failed = andere ließen sich nicht fragen: { $why }. Was sie zuletzt sagten, steht hier mit seiner Zeit, und in einer Minute wird wieder gefragt
health-never-asked = Das DNS wurde noch nicht gefragt.
health-demo = Diese Firma ist erfunden: Niemand draußen wird gefragt.
health-letters = Briefe, die hinausgehen
health-house = Das Haus
health-state-well = In Ordnung
health-state-look = Anzusehen
health-state-not-well = Nicht in Ordnung
health-publish = Veröffentlichen Sie diese Zeile im DNS der Domain
health-copy = Kopieren
health-more = Es gibt mehr Briefe als diese.
health-next-page = Nächste Seite
health-first-page = Erste Seite
health-sent = { $n ->
    [0] In den letzten 24 Stunden ging kein Brief hinaus.
    [one] In den letzten 24 Stunden ging 1 Brief hinaus.
   *[other] In den letzten 24 Stunden gingen { $n } Briefe hinaus.
}
health-bounced-cases = { $n ->
    [one] Der Fall dazu:
   *[other] Die Fälle dazu:
}

health-database = die Datenbank lässt sich öffnen ({ $engine })
health-whole = jede Zeile, jeder Index und jede Datei ist heil
health-broken = { $found }. Heben Sie den Datenordner auf, wie er ist, und holen Sie dann eine Sicherung zurück
health-ledger = { $arrivals ->
    [one] 1 Eingang, mit seinem Ende
   *[other] { $arrivals } Eingänge, jeder mit seinem Ende
}
health-ledger-unjudged = { $arrivals } Eingänge, jeder mit seinem Ende; { $unjudged } davon warten darauf, noch einmal beurteilt zu werden
health-ledger-off = die Enden ergeben zusammen nicht { $arrivals } Eingänge. Gelöscht wird dadurch nichts; heben Sie eine Kopie des Datenordners auf und melden Sie es
health-ledger-lost = { $lost ->
    [one] 1 Eingang endete in einem Fall, den es nicht gibt. Sein Brief ist aufgehoben; melden Sie es
   *[other] { $lost } Eingänge endeten in einem Fall, den es nicht gibt. Ihre Briefe sind aufgehoben; melden Sie es
}
health-arrivals-none = kein Brief wartet darauf, dass ihn ein Mensch liest
health-arrivals = { $n ->
    [one] 1 Brief wartet unter „Zurückgehalten“ auf einen Menschen. Er ist aufgehoben
   *[other] { $n } Briefe warten unter „Zurückgehalten“ auf einen Menschen. Sie sind aufgehoben
}
health-sends = kein Server weist Briefe von { $address } ab
health-no-server = kein Server für den Versand von { $address }: Antworten bleiben Entwürfe, bis es einen gibt oder smtp.host gesetzt ist
health-shut-out = Briefe von { $address } gehen seit { $since } nicht hinaus; der Server sagt: { $said }. { $n ->
    [0] Kein Brief wartet
    [one] 1 Brief wartet und ist aufgehoben
   *[other] { $n } Briefe warten und sind aufgehoben
}; `heliotrope mailbox test` probiert den Weg
health-outbox-empty = kein Brief wartet auf den Versand
health-outbox-quick = { $n ->
    [one] 1 Brief geht gleich hinaus
   *[other] { $n } Briefe gehen gleich hinaus
}
health-outbox-slow = { $n ->
    [one] 1 Brief wartet, seit { $since }. Er ist aufgehoben und wird von selbst wieder versucht
   *[other] { $n } Briefe warten, der älteste seit { $since }. Sie sind aufgehoben und werden von selbst wieder versucht
}
health-lost = { $n ->
    [one] 1 Brief kam nicht an, und niemand hat sich darum gekümmert; er steht bei seinem Fall
   *[other] { $n } Briefe kamen nicht an, und niemand hat sich darum gekümmert; jeder steht bei seinem Fall
}
health-paused = { $n ->
    [one] 1 Brief ist angehalten, seit eine Sicherung zurückgespielt wurde; die Seite /paused fragt, was aus ihm wird
   *[other] { $n } Briefe sind angehalten, seit eine Sicherung zurückgespielt wurde; die Seite /paused fragt, was aus ihnen wird
}
health-fetched = Briefe an { $address } wurden zuletzt um { $at } abgeholt
health-compared = { $all ->
    [one] Der eine Brief, der
   *[other] Alle { $all } Briefe, die
} auf dem Server von { $address } liegen und hier sein sollen, sind hier; verglichen um { $at }
health-compared-lacked = { $n ->
    [one] Ein Brief lag
   *[other] { $n } Briefe lagen
} auf dem Server von { $address } und nicht hier, als um { $at } alle { $all } verglichen wurden. Was fehlte, wurde abgeholt und steht in seinem Fall
health-compared-unheard = { $n ->
    [one] Ein Brief liegt
   *[other] { $n } Briefe liegen
} auf dem Server von { $address } und nicht hier, und der Server gibt nicht heraus, wonach gefragt wird; verglichen wurden um { $at } alle { $all }. Sehen Sie mit einem anderen Mailprogramm nach
health-folder-followed = der Ordner { $from } von { $address } heißt auf dem Server jetzt { $to }; seit { $at } wird er unter diesem Namen geholt, vom letzten Brief an, der hier ist
health-copies = was { $address } verlässt, liegt auch im Ordner der gesendeten Briefe
health-copies-nowhere = { $n ->
    [one] von einem Brief aus { $address }
   *[other] von { $n } Briefen aus { $address }
} liegt keine Kopie bei den gesendeten: Kein Ordner ist dort so gekennzeichnet oder heißt so. Nennen Sie ihn auf der Seite des Postfachs
health-copies-folder = { $n ->
    [one] von einem Brief aus { $address }
   *[other] von { $n } Briefen aus { $address }
} liegt keine Kopie bei den gesendeten; der Server sagt: { $said }. Geben Sie auf der Seite des Postfachs den Namen des Ordners an, oder lassen Sie ihn leer
health-copies-wait = { $n ->
    [one] von einem Brief aus { $address }
   *[other] von { $n } Briefen aus { $address }
} liegt noch keine Kopie bei den gesendeten; der Server sagt: { $said }. Es wird von selbst weiter versucht, bis Kopien auf der Seite des Postfachs ausgeschaltet werden
health-fetch-never = Briefe an { $address } wurden noch nie abgeholt
health-fetch-silent = Briefe an { $address } wurden zuletzt um { $since } abgeholt. Sie warten auf ihrem Server; verloren ist nichts. Ein laufendes `heliotrope serve` holt sie ab
health-consent-ended = { $provider } lässt diesen Desk seit { $since } nicht mehr in das Postfach { $address } ein; die Antwort lautet: { $said }. Jemand, der den Desk verwaltet, muss sich unter { $again } erneut anmelden. Bis dahin warten die Briefe, dort und hier; nichts geht verloren
health-consent-again = Erneut anmelden
health-fetch-program = Briefe für { $address } können seit { $since } nicht abgeholt werden: Der Anbieter kennt diesen Desk nicht mehr; Client-ID oder Geheimnis müssen neu eingegeben werden. Die Antwort lautet: { $said }. Was dort wartet, bleibt dort
health-fetch-elsewhere = Briefe für { $address } können seit { $since } nicht abgeholt werden: Für { $server } ist kein Passwort hinterlegt, und die Zustimmung für dieses Postfach gilt nicht für diesen Server
health-fetch-fails = Briefe an { $address } lassen sich seit { $since } nicht abholen; { $server } sagt: { $said }. { $n ->
    [0] Was inzwischen kommt, wartet auf diesem Server; verloren ist nichts
    [one] 1 Brief wartet auf diesem Server; verloren ist nichts
   *[other] { $n } Briefe warten auf diesem Server; verloren ist nichts
}
health-bounces-none = in den letzten 24 Stunden kam kein Brief von { $address } zurück
health-bounces = { $n ->
    [one] in den letzten 24 Stunden kam 1 Brief von { $address } zurück; sein Fall ist wieder offen
   *[other] in den letzten 24 Stunden kamen { $n } Briefe von { $address } zurück; ihre Fälle sind wieder offen
}
health-bounces-many = { $n } von { $left } Briefen von { $address } kamen in den letzten 24 Stunden zurück. Ihre Fälle sind wieder offen; sehen Sie nach, was die anderen Server sagen, bevor weitere hinausgehen
health-url = { $url }
health-url-unset = web.public_url ist nicht gesetzt: Links funktionieren nur auf diesem Rechner
health-url-local = { $url } führt von anderen Rechnern nirgendwohin: setzen Sie web.public_url, bevor Kunden schreiben
health-key = nur der Besitzer darf { $file } lesen
health-key-open = andere auf diesem Rechner dürfen { $file } lesen; `chmod 600 { $file }` behebt es
health-password-shut = das Passwort von { $mailbox } wurde mit einem anderen Schlüssel versiegelt: Legen Sie diesen zurück, oder geben Sie das Passwort unter Einstellungen, Postfächer neu ein
health-key-gone = { $file }: { $why }
health-backups = die neueste Sicherung ist von { $at } und wurde ganz zurückgelesen
health-backups-off = backup.off ist gesetzt: um Sicherungen kümmert sich jemand anderes
health-backups-young = noch keine Sicherung; `serve` macht heute Nacht die erste
health-backups-none = es gibt keine Sicherung; `serve` macht jede Nacht eine, solange es läuft; `heliotrope backup FILE` macht jetzt eine
health-backups-old = die neueste Sicherung ist von { $at }; `serve` macht jede Nacht eine, solange es läuft; `heliotrope backup FILE` macht jetzt eine
health-backups-failed = die Sicherung von { $at } misslang: { $why }. Ältere bleiben, und es wird innerhalb einer Stunde wieder versucht
health-certificate = das Zertifikat gilt noch { $days } Tage
health-certificate-none-yet = noch kein Zertifikat: `heliotrope serve` holt eines
health-certificate-ending = das Zertifikat gilt noch { $days } Tage und bis dahin weiter; beim Erneuern hieß es: { $said }
health-certificate-over = das Zertifikat ist abgelaufen, Browser warnen also vor dem Desk; beim Erneuern hieß es: { $said }
health-certificate-missing = es gibt kein Zertifikat, über https bekommt also niemand Antwort; beim Holen hieß es: { $said }
health-disk = { $percent } % frei unter { $place }
health-disk-low = nur { $percent } % ({ $mib } MiB) frei unter { $place }. Was aufgehoben ist, ist sicher, aber bald lässt sich nichts mehr annehmen: schaffen Sie Platz
health-disk-gone = niemand kann sagen, wie voll der Datenträger unter { $place } ist: { $why }
health-disk-unwritable = unter { $place } lässt sich nichts schreiben: { $why }. Was bestätigt wurde, ist sicher, und Briefe warten auf ihren Servern. Bringen Sie den Datenträger in Ordnung und starten Sie dann neu
health-clock = die Uhr stimmt mit den neuesten Briefen überein
health-clock-unknown = zu wenige Briefe kamen per SMTP, um die Uhr mit ihnen zu vergleichen
health-clock-ahead = { $n ->
    [one] Ihre Uhr geht den Briefen, die kommen, 1 Minute voraus. Zusagen werden zu früh fällig: stellen Sie die Uhr dieses Rechners
   *[other] Ihre Uhr geht den Briefen, die kommen, { $n } Minuten voraus. Zusagen werden zu früh fällig: stellen Sie die Uhr dieses Rechners
}
health-clock-behind = { $n ->
    [one] Ihre Uhr geht den Briefen, die kommen, 1 Minute nach. Zusagen werden zu spät fällig: stellen Sie die Uhr dieses Rechners
   *[other] Ihre Uhr geht den Briefen, die kommen, { $n } Minuten nach. Zusagen werden zu spät fällig: stellen Sie die Uhr dieses Rechners
}
health-trip-back = { $seconds ->
    [one] ein Brief von { $address } an sich selbst kam in 1 Sekunde zurück
   *[other] ein Brief von { $address } an sich selbst kam in { $seconds } Sekunden zurück
}
health-trip-lost = ein Brief von { $address } an sich selbst kam nicht zurück: { $said }. Briefe von Kunden berührt das nicht

health-dns-silent = das DNS konnte nichts sagen: { $why }
health-mx = MX: Briefe an { $domain } gehen an { $servers }
health-mx-none = MX: { $domain } nennt keinen Server, der seine Briefe annimmt, Kunden können also nicht dorthin schreiben
health-mx-refused = MX: { $domain } sagt, dass es gar keine Briefe annimmt
health-spf = SPF: { $record }
health-spf-none = SPF: { $domain } sagt nicht, wer für es senden darf; andere Server legen unsere Briefe vielleicht beiseite
health-spf-many = SPF: { $domain } veröffentlicht mehrere Regeln, andere Server folgen dann keiner. Behalten Sie eine
health-spf-anybody = SPF: { $domain } lässt jeden in seinem Namen senden. Lassen Sie die Regel mit ~all enden
health-dkim = DKIM: ein Schlüssel von { $domain } steht unter { $selectors }
health-dkim-none = DKIM: unter den üblichen Namen steht kein Schlüssel von { $domain }. Der Server, der für Sie sendet, unterschreibt die Briefe und nennt die Zeile, die zu veröffentlichen ist
health-dkim-signed = DKIM: unsere Briefe sind mit dem Schlüssel unterschrieben, der unter { $at } steht
health-dkim-gone = DKIM: unsere Briefe sind unterschrieben, aber unter { $at } steht kein Schlüssel, sodass andere Server es nicht prüfen können. Der Server, der für Sie sendet, nennt die Zeile, die dort zu veröffentlichen ist
health-dkim-other = DKIM: Briefe von { $domain } unterschreibt nur { $signer }, was nicht für Ihre Domain spricht. Der Server, der für Sie sendet, kann in Ihrem Namen unterschreiben
health-dmarc = DMARC: { $record }
health-dmarc-none = DMARC: { $domain } sagt nicht, was aus Briefen wird, die nur vorgeben, von dort zu kommen

health-waits = wartet seit { $since }
health-came-back = kam zurück, { $at }
health-given-up = kam nicht an, { $at }
health-owner = { $owner } kümmert sich um den Fall
health-no-owner = niemand kümmert sich um den Fall
health-reset = ein Weg hinein für eine von uns
health-said = Der Server sagte:
health-again = Noch einmal senden
health-told = Ich habe es am Telefon gesagt
health-correct = Adresse berichtigen
health-correct-press = An diese Adresse senden
health-address = Adresse
health-letter-left = Dieser Brief geht gerade hinaus oder ist schon hinausgegangen. Sehen Sie die Seite gleich noch einmal an
health-letter-of-another = Dieser Brief gehört zu einem Fall von jemand anderem. Wer den Fall hat oder das Team leitet, entscheidet darüber. Übernehmen Sie den Fall, dann ist es Ihrer.
health-queue = Briefe auf dem Weg
health-queue-own = Was in Ihren Fällen wartet oder nicht ankam. Senden Sie es noch einmal, berichtigen Sie die Adresse, oder sagen Sie, dass Sie es am Telefon mitgeteilt haben.
health-queue-all = Was in allen Fällen wartet oder nicht ankam. Senden Sie es noch einmal, berichtigen Sie die Adresse, oder sagen Sie, dass es am Telefon mitgeteilt wurde.
health-queue-none = Alle Ihre Briefe sind unterwegs.
health-no-address = Das sieht nicht nach einer Adresse aus. Schreiben Sie sie als name@domain
health-address-fixed = Die Adresse dieses Briefes bleibt, wie sie ist. Senden Sie ihn noch einmal oder schreiben Sie einen neuen
health-address-of-another = { $address } gehört hier jemand anderem. Schreiben Sie dorthin in einem eigenen Fall

health-banner-consent = { $provider } lässt diesen Desk seit { $since } nicht mehr in { $mailbox } ein.
health-banner-consent-safe = Die Briefe warten, dort und hier; nichts geht verloren.
health-banner-consent-who = Jemand, der den Desk verwaltet, muss sich dort erneut anmelden.
health-banner-fetch = Briefe an { $mailbox } lassen sich seit { $since } nicht abholen.
health-banner-says = { $server } sagt:
health-banner-safe = Sie warten auf diesem Server; verloren ist nichts.
health-banner-disk-low = Der Datenträger ist fast voll.
health-banner-disk-unwritable = Der Datenträger nimmt nichts mehr an: Neues lässt sich nicht aufheben.
health-banner-disk-gone = Niemand kann sagen, wie voll der Datenträger ist.
health-banner-disk-safe = Was bestätigt wurde, ist sicher, und Briefe warten auf ihren Servern. Was Sie jetzt senden, kann zu Ihnen zurückkommen.
health-banner-look = Ansehen
