# Briefe, die hinausgehen, und was wir über sie sagen.

mailroom-case-link = Ihre Seite zu Fall { $case }: alles, was wir einander geschrieben haben, und wie es steht
mailroom-receipt-subject = Ihr Brief, Fall { $case }
mailroom-you-wrote = Sie schrieben:
mailroom-not-yet = Noch nicht?
mailroom-needs = Was Sie von uns brauchen und wie es steht:
mailroom-need-open = In Arbeit: { $need }
mailroom-need-met = Erledigt: { $need }
mailroom-need-withdrawn = Nicht mehr nötig: { $need }
mailroom-need-declined = Das können wir nicht: { $need }. Was wir können: { $possible }
mailroom-need-elsewhere = Das können wir nicht: { $need }. Wer helfen kann: { $help }
mailroom-need-no = Das können wir nicht: { $need }
mailroom-files-linked = Die Dateien sind zu groß für einen Brief. Sie finden sie auf Ihrer Seite: { $files }

mailroom-cut = { $server } hat die Verbindung getrennt, bevor eine Antwort kam
mailroom-slow = { $server } hat innerhalb von { $seconds } Sekunden nicht geantwortet
mailroom-no-starttls = { $server } bietet keine Verschlüsselung (STARTTLS) an, dieses Postfach verlangt sie
mailroom-no-sign-in = { $server } bietet keine Art der Anmeldung an, die hier bekannt ist
mailroom-no-server = Für dieses Postfach gibt es keinen Server für den Versand
mailroom-no-mailbox = Es gibt kein Postfach, von dem dieser Brief abgehen könnte
mailroom-sealed = Das Passwort für { $server } ließ sich nicht öffnen: { $why }
mailroom-not-written = Der Brief konnte nicht geschrieben werden: { $why }

mailroom-trouble = Briefe von { $mailbox } gehen nicht hinaus.
mailroom-trouble-since = Seit { $since } sagt der Server:
mailroom-trouble-waiting = { $n ->
    [0] Kein Brief wartet. Was Sie jetzt schreiben, wird aufgehoben und geht hinaus, sobald der Server wieder Briefe annimmt.
    [one] 1 Brief wartet. Er ist aufgehoben und geht hinaus, sobald der Server wieder Briefe annimmt.
   *[other] { $n } Briefe warten. Sie sind aufgehoben und gehen hinaus, sobald der Server wieder Briefe annimmt.
}
mailroom-test-subject = Ein Probebrief von { $address }
mailroom-test-text = Dieser Brief hat Ihren Desk über { $server } verlassen. Wenn Sie ihn lesen, funktioniert der Versand.

mailroom-trip-subject = Kommt dieser Brief zurück?
mailroom-trip-text = Diesen Brief hat Ihr Desk an sich selbst geschickt, um zu sehen, ob Briefe hinausgehen und ankommen. Er nimmt ihn selbst wieder weg; Sie müssen nichts tun.

mailroom-paused = { $n ->
    [one] 1 Brief ist angehalten.
   *[other] { $n } Briefe sind angehalten.
}
mailroom-paused-link = Sagen Sie, ob sie hinausgehen
mailroom-paused-title = Angehaltene Briefe
mailroom-paused-empty = Kein Brief ist angehalten.
mailroom-paused-why = Dieser Desk wurde aus einer Sicherung wiederhergestellt. Diese Briefe warteten, als die Sicherung entstand. Manche sind seitdem vielleicht hinausgegangen, darum geht keiner von selbst hinaus: Sehen Sie im Gesendet-Ordner Ihres Mailservers nach und sagen Sie dann, wie es ist.
mailroom-paused-to = An
mailroom-paused-case = Fall { $case }
mailroom-paused-since = sollte hinausgehen
mailroom-paused-leave = Hinausgehen lassen
mailroom-paused-left = Er ist schon hinausgegangen
mailroom-paused-all-leave = { $n ->
    [one] Den gezeigten Brief hinausgehen lassen
   *[other] Alle { $n } hinausgehen lassen
}
mailroom-paused-all-left = { $n ->
    [one] Der gezeigte Brief ist schon hinausgegangen
   *[other] Alle { $n } sind schon hinausgegangen
}
mailroom-paused-more = { $n ->
    [one] Danach kommt noch 1 Brief.
   *[other] Danach kommen noch { $n } Briefe.
}
mailroom-times-in = Zeiten in diesem Brief: { $zone }.
mailroom-habit = So ist es üblich, versprochen ist es nicht: Vier von fünf Briefen, die jetzt kommen, sind bis { $time } Uhr beantwortet ({ $day }).
