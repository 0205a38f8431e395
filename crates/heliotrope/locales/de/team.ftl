not-found-agent = Es gibt hier niemanden { $which }, dem Sie einen Fall geben können. Wählen Sie jemand anderen.
not-found-token = Dieses Token gibt es bei Ihnen nicht; vielleicht wurde es schon zurückgezogen.

# Wege hinein.
team-sign-in = Anmelden
team-sign-in-refused = Diese Adresse und dieses Passwort gehören nicht zusammen.
team-sign-in-again = Es wurde nichts geändert. Versuchen Sie es noch einmal, oder lassen Sie sich einen Link senden.
team-nothing-changed = Es wurde nichts geändert.
team-address = E-Mail-Adresse
team-password = Passwort
team-password-forgotten = Ich kenne mein Passwort nicht
team-back-to-sign-in = Zurück zur Anmeldung
team-new-password = Ein neues Passwort
team-new-password-for = Ein neues Passwort für { $name }
team-password-help = Mindestens { $n } Zeichen. Einfügen und Passwortmanager funktionieren.
team-password-too-short = Ein Passwort hat mindestens { $n } Zeichen. Ein paar Wörter hintereinander merken sich leicht.
team-password-too-long = Ein Passwort hat höchstens 1024 Zeichen.
team-keep-and-sign-in = Behalten und anmelden
team-reset-how = Geben Sie Ihre Adresse an. Wenn Sie hier arbeiten, ist innerhalb einer Minute ein Link dorthin unterwegs; er gilt einmal, 60 Minuten lang.
team-reset-send = Den Link senden
team-reset-asked = Der Link ist unterwegs
team-reset-asked-how = Wenn Sie hier arbeiten, kommt innerhalb einer Minute ein Brief mit einem Link bei Ihrer Adresse an. Der Link gilt einmal, 60 Minuten lang. Wenn nichts kommt, kann Ihnen einen Link geben, wer das Team betreut.
team-reset-subject = Ein neues Passwort
team-reset-text = Guten Tag { $name },

    jemand, wahrscheinlich Sie, hat für diese Adresse um ein neues Passwort gebeten. Mit diesem Link können Sie eines wählen; er gilt einmal, 60 Minuten lang:

    { $link }

    Wenn Sie das nicht waren, ist nichts zu tun: Das alte Passwort bleibt, wie es ist.
team-sign-in-as = Als { $name } anmelden
team-link-once = Dieser Link ist für { $address } und gilt einmal. Ein Druck meldet Sie auf diesem Gerät an, für { $days } Tage ab der letzten Nutzung.
team-link-reusable = Dieser Link ist für { $address }. Ein Druck meldet Sie auf diesem Gerät an.
team-link-used-up = Dieser Link öffnet nicht mehr
team-link-used-up-how = Er gilt einmal und 60 Minuten lang, oder ein neueres Passwort hat ihn ersetzt. Lassen Sie sich einen neuen senden, oder fragen Sie, wer das Team betreut.

# Das Team und seine Einstellungen.
team-people = Team
team-name = Name
team-role = Rolle
team-way-in = Zugang
team-change = Ändern
team-is-disabled = arbeitet nicht mehr hier
team-by-password = Passwort
team-by-link = noch kein Passwort
team-role-light = Mitlesend
team-role-agent = Kundendienst
team-role-lead = Leitung
team-role-admin = Verwaltung
team-role-light-means = liest, schreibt Notizen und Entwürfe
team-role-agent-means = antwortet Kundinnen und Kunden
team-role-lead-means = antwortet und leitet das Team
team-role-admin-means = alles, auch Postfächer und Personen
team-add = Eine Person hinzufügen
team-add-press = Hinzufügen
team-not-added = Es wurde noch niemand hinzugefügt.
team-not-kept = Noch nicht behalten.
team-still-there = Was Sie geschrieben haben, steht noch in den Feldern.
team-keep = Behalten
team-kept = Behalten.
team-leave = Lassen, wie es war
team-link-means = Mit einem Link wählt diese Person ein neues Passwort. Er gilt einmal, 60 Minuten lang; geben Sie ihn selbst weiter.
team-make-link = Einen Passwort-Link machen
team-link-made = Geben Sie diesen Link an { $name }. Er wird nur jetzt gezeigt.
team-disable = Diese Person geht
team-enable = Diese Person ist wieder da
team-disabled-means = Diese Person kann sich nicht anmelden. Was sie getan hat, bleibt unter ihrem Namen.
team-name-missing = Ein Name fehlt noch: Er steht unter jeder Antwort.
team-name-too-long = Ein Name hat höchstens 100 Zeichen.
team-address-wrong = Das ist noch keine E-Mail-Adresse. Sie braucht einen Namen, ein @ und eine Domain.
team-address-taken = Jemand im Team hat diese Adresse schon.
team-zone-unknown = Diese Zeitzone gibt es nicht. Schreiben Sie sie wie Europe/Berlin.
team-last-admin = Das ist die einzige Person in der Verwaltung. Geben Sie diese Rolle zuerst noch jemandem.

team-my-settings = Meine Einstellungen
team-language = Sprache
team-zone = Zeitzone
team-zone-help = In ihr werden Zeiten gezeigt, und in ihr ist gemeint, was Sie versprechen. Zum Beispiel Europe/Berlin.
team-undo = Ein Brief wartet, bevor er abgeht
team-undo-help = So lange können Sie ihn zurücknehmen.
team-seconds = { $n ->
    [one] 1 Sekunde
   *[other] { $n } Sekunden
}
team-scheme = Farben
team-scheme-system = Wie das System
team-scheme-light = Hell
team-scheme-dark = Dunkel
team-density = Zeilen
team-density-roomy = Luftig
team-density-tight = Dicht
team-single-keys = Einzelne Buchstaben wirken als Tasten
team-tokens = Programme
team-tokens-mean = Mit einem Token tut ein Programm über die API, was Sie tun dürfen.
team-token-nr = Token { $id }
team-token-make = Ein Token machen
team-token-made = Verwahren Sie dieses Token dort, wo Ihr Programm es findet. Es wird nur jetzt gezeigt.
team-token-revoke = Zurückziehen
team-about-me = Über Sie
team-my-way = Wie Sie arbeiten
team-name-and-role = Name und Rolle

# Abwesend
team-away = Abwesend
team-away-means = Wenn Sie nicht da sind, stehen Ihre laufenden Zusagen und offenen Fälle auf der Liste des Teams, mit dem, was die Kundinnen und Kunden gelesen haben. Geschrieben wird niemandem etwas.
team-away-until = Zurück am
team-away-if-known = (falls Sie es wissen)
team-away-open = Ohne Datum gilt es, bis jemand sagt, dass Sie zurück sind.
team-i-am-away = Ich bin jetzt weg
team-i-am-back = Ich bin zurück
team-you-are-away = Sie sind abwesend.
team-you-are-away-until = Sie sind abwesend bis
team-away-stands = Was Sie zugesagt haben, ist jetzt Sache des Teams.
team-taken = Was an das Team ging
team-taken-promises = { $n ->
    [one] eine Zusage
   *[other] { $n } Zusagen
}
team-taken-by = { $name } hat ihn
team-taken-by-nobody = noch hat ihn niemand
team-taken-yours = wieder bei Ihnen
team-taken-closed = geschlossen
team-away-alone = Sie arbeiten allein an diesem Desk; niemand könnte übernehmen, was Sie zugesagt haben. Nennen Sie den Leuten eine neue Zeit, bevor Sie gehen.
team-away-past = Dieser Tag ist vorbei. Wählen Sie einen, der noch kommt, oder lassen Sie das Feld leer.
team-away-date-wrong = Wählen Sie ein Datum, das es gibt, oder lassen Sie das Feld leer.
