# Was hereinkommt: das öffentliche Formular, die Schnittstelle, das Zurückgehaltene.

intake-no-mailbox = Hier gibt es noch kein Postfach, niemand könnte antworten. Legen Sie unter Einstellungen, Postfächer eines an.
intake-no-such-mailbox = Ein Postfach { $address } gibt es hier nicht.
intake-wrong-address = Eine Adresse sieht aus wie name@example.org.
intake-no-address = Ihre Mailadresse fehlt: Ohne sie findet unsere Antwort nicht zu Ihnen.
intake-empty = Schreiben Sie in wenigen Worten, was geschehen ist.
intake-files-again = Bitte wählen Sie diese Dateien noch einmal aus, sie ließen sich nicht aufbewahren: { $names }.
intake-files-too-large = { $names }: zu groß. Alle Dateien eines Formulars zusammen dürfen { $mib } MiB haben. Lassen Sie sie weg oder senden Sie sie in Teilen.
intake-files-gone = Die Dateien, die Sie ausgewählt hatten, wurden eine Stunde lang aufbewahrt, und die ist vorüber. Bitte wählen Sie sie noch einmal aus.
intake-kept-files = Dateien, die mit diesem Text aufbewahrt sind
intake-kept-without = nicht senden
intake-not-kept = Wir konnten Ihren Text gerade nicht aufbewahren. Er steht vollständig hier: Bitte drücken Sie in einer Minute noch einmal auf Senden.
not-found-arrival = Einen Eingang { $which } gibt es nicht.

intake-form-title = Schreiben Sie uns
intake-form-lead = Schreiben Sie mit Ihren eigenen Worten, was geschehen ist. Ein Mensch liest es.
intake-form-errors = Noch nicht gesendet. Alles, was Sie geschrieben haben, steht noch hier.
intake-form-text = Was ist geschehen?
intake-form-from = Ihre Mailadresse
intake-form-name = Ihr Name
intake-form-order = Bestellnummer
intake-form-files = Dateien
intake-form-optional = (falls vorhanden)
intake-form-trap = Bitte leer lassen
intake-form-no-limit = Ohne Zeitbegrenzung.
intake-form-kept = Ihr Text bleibt auf diesem Gerät, bis wir ihn haben.
intake-form-send = Senden
intake-order-line = Bestellung: { $order }

intake-received-title = Wir haben Ihren Text
intake-case-number = Fall { $number }
intake-received-even-without = Bis dahin hören Sie von uns, auch wenn wir noch keine Antwort haben.
intake-received-copy = Eine Kopie ist unterwegs an { $address }.
intake-received-answer = Unsere Antwort geht an { $address }.
intake-what-you-wrote = Was Sie geschrieben haben
intake-see-case = Zum Fall

intake-screened-title = Zurückgehalten: aufbewahrt, noch nicht gezeigt
intake-screened-lead = Hier wird nichts gelöscht. „Annehmen“ eröffnet einen Fall mit der Zeit, zu der es gekommen ist.
intake-screened-empty = Nichts wird zurückgehalten.
intake-screened-older = Älteres
intake-screened-no-subject = Ohne Betreff
intake-screened-words = Den Text lesen
intake-screened-large = Zu groß, um hier gezeigt zu werden. Speichern Sie es, um hineinzusehen.
intake-screened-keep = Annehmen
intake-screened-raw = So speichern, wie es kam
intake-why-honeypot = ein Feld war ausgefüllt, das nur Programme sehen
intake-why-too-often = in kurzer Zeit kamen viele Formulare von einem Ort
intake-why-no-mailbox = es gab kein Postfach dafür
intake-why-unjudged = wartet darauf, noch einmal gelesen zu werden
intake-why-not-understood = es ließ sich keinem Fall zuordnen; ein Mensch muss es ansehen
intake-why-screened = zurückgehalten

intake-belongs = Das antwortet auf einen Brief aus einem anderen Fall, an dem die Person nicht beteiligt ist.
intake-belongs-look = #{ $number } ansehen.
intake-belongs-press = Gehört zu #{ $number }
