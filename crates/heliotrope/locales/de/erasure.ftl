# Eine Person löschen, alles über sie, und wie lange Texte bleiben.

erasure-title = { $name } löschen
erasure-lead = Was eine Person löschen lässt, ist endgültig fort. Es lässt sich nicht rückgängig machen, und nichts wird beiseitegelegt.
erasure-goes = Was gelöscht wird
erasure-person = Name und Adressen, was wir über Sprache und Zeitzone wissen, und die Links zu ihren Fallseiten.
erasure-alone = { $cases ->
    [one] Ein Fall, der nur diese Person betrifft: alles, was darin gesagt wurde
   *[other] { $cases } Fälle, die nur diese Person betreffen: alles, was darin gesagt wurde
    }, Briefe, Antworten, Notizen, Anliegen, Zusagen und Entwürfe ({ $messages ->
    [one] eine Nachricht
   *[other] { $messages } Nachrichten
    }, { $files ->
    [one] eine Datei
   *[other] { $files } Dateien
    }).
erasure-open = { $cases ->
    [one] Einer davon ist noch offen. Er wird geschlossen, weil niemand mehr da ist, dem zu antworten wäre.
   *[other] { $cases } davon sind noch offen. Sie werden geschlossen, weil niemand mehr da ist, dem zu antworten wäre.
    }
erasure-waiting = { $letters ->
    [one] Ein Brief an diese Person ist noch nicht abgegangen. Er wird zurückgenommen.
   *[other] { $letters } Briefe an diese Person sind noch nicht abgegangen. Sie werden zurückgenommen.
    }
erasure-shared = { $cases ->
    [one] An einem Fall sind auch andere beteiligt
   *[other] An { $cases } Fällen sind auch andere beteiligt
    }: dort { $letters ->
    [one] wird ein Brief dieser Person gelöscht
   *[other] werden { $letters } Briefe dieser Person gelöscht
    }, dazu alles, was daraus zitiert, ihr Name und ihre Adressen.
erasure-held = { $letters ->
    [one] Ein Brief dieser Person, der aufbewahrt ist und in keinem Fall steht.
   *[other] { $letters } Briefe dieser Person, die aufbewahrt sind und in keinem Fall stehen.
    }
erasure-stays = Was bleibt, und was wir nicht wissen können
erasure-stays-numbers = Fallnummern, Zeitpunkte und was getan wurde, ohne ein Wort von irgendjemandem. Der Eintrag über die Löschung enthält weder Namen noch Adresse.
erasure-by-others = { $n ->
    [one] Eine Nachricht anderer steht in einem gemeinsamen Fall. Was darin in eigenen Worten über diese Person steht, können wir nicht finden: bitte sehen Sie nach.
   *[other] { $n } Nachrichten anderer stehen in gemeinsamen Fällen. Was darin in eigenen Worten über diese Person steht, können wir nicht finden: bitte sehen Sie nach.
    }
erasure-elsewhere = Andere Fälle nennen eine Adresse dieser Person. Dort wird von selbst nichts gelöscht: bitte sehen Sie nach.
erasure-copies = Sicherungen und andere Kopien von vorher enthalten die Person, bis sie ersetzt sind. Wird eine davon zusammen mit der Datei „erasures“ zurückgespielt, wird dort erneut gelöscht.
erasure-sure = Ich habe gelesen, was gelöscht wird.
erasure-press = Endgültig löschen
erasure-leave = Alles lassen, wie es ist
erasure-not-yet = Es wurde nichts gelöscht
erasure-read-first = Lesen Sie, was gelöscht wird, und bestätigen Sie es dann.
erasure-is-erased = Diese Person ist bereits gelöscht.
erasure-is-agent = Diese Adresse gehört jemandem aus dem Team, deshalb wurde nichts gelöscht. Nehmen Sie unter Einstellungen, Team, zuerst die Rolle zurück und geben Sie der Person eine andere Adresse, oder sprechen Sie mit ihr.
erasure-leaving = Gerade geht ein Brief an diese Person ab, deshalb wurde noch nichts gelöscht. Versuchen Sie es in einer Minute erneut.

erasure-export-title = Was wir über Sie gespeichert haben
erasure-export-lead = Erstellt am { $when }. Für Programme steht dasselbe in data.json, Ihre Dateien liegen im Ordner „files“.
erasure-export-you = Zu Ihrer Person
erasure-export-since = seit { $when }
erasure-export-closed = geschlossen
erasure-export-open = offen
erasure-export-with-others = An diesem Fall sind andere beteiligt. Hier steht nur, was Sie geschrieben haben und was wir Ihnen geschrieben haben.
erasure-export-needs = Ihre Anliegen
erasure-export-promises = Was wir zugesagt haben
erasure-export-letter = Sie schrieben
erasure-export-reply = Wir schrieben
erasure-export-note = Unsere Notiz
erasure-export-no = Wir haben abgelehnt: { $reason }
erasure-export-look = Wir sehen am { $when } noch einmal danach.
erasure-export-restitution = Was wir wiedergutgemacht haben
erasure-export-repair = Reparatur
erasure-export-offered = angeboten { $when }
erasure-export-accepted = angenommen { $when }
erasure-export-given = gegeben { $when }
erasure-export-gifts = Was wir darüber hinaus gegeben haben
erasure-export-apology = Unser Brief vom { $when } enthält eine Entschuldigung.
erasure-export-complaint = Dies ist eine Beschwerde, eingegangen { $when }.
erasure-export-final = Unsere abschließende Antwort wurde { $when } gegeben.
erasure-export-rejected = Sie wurde { $when } nicht angenommen.
erasure-export-quotes = Kostenvoranschläge

erasure-keeping-title = Wie lange { $address } Texte aufbewahrt
erasure-keeping-lead = Geschlossene Fälle können verlieren, was nicht mehr gebraucht wird. Offene und geparkte Fälle und solche mit einer Zusage oder einem Brief, der noch nicht abgegangen ist, bleiben immer unberührt.
erasure-keeping-off = Es ist keine Regel eingeschaltet: alles wird aufbewahrt.
erasure-keeping-rule = { $months ->
    [one] Einen Monat, nachdem ein Fall geschlossen wurde: { $what }.
   *[other] { $months } Monate, nachdem ein Fall geschlossen wurde: { $what }.
    }
erasure-keeping-on = Eingeschaltet:
erasure-keeping-switch-off = Ausschalten
erasure-keeping-switch-on = Diese Regel einschalten
erasure-keeping-months = Monate nach dem Schließen
erasure-keeping-months-help = Von 1 bis 240.
erasure-keeping-takes = Was gelöscht wird
erasure-takes-files = Dateien und Briefe in ihrer ursprünglichen Form werden gelöscht, die Texte bleiben
erasure-takes-words = alles Gesagte wird gelöscht, Betreff und Personen bleiben
erasure-takes-everything = alles wird gelöscht, auch Personen, von denen kein anderer Fall spricht
erasure-keeping-try = Ansehen, was sie täte
erasure-keeping-would = Was sie heute löschen würde
erasure-keeping-counts = { $cases ->
    [one] Ein Fall
   *[other] { $cases } Fälle
    } mit { $messages ->
    [one] einer Nachricht
   *[other] { $messages } Nachrichten
    } und { $files ->
    [one] einer Datei
   *[other] { $files } Dateien
    }. Es wurde nichts geändert. Eingeschaltet läuft die Regel jeden Tag, und was sie löscht, kommt nicht zurück.
erasure-keeping-first = Die ersten { $n } sind gezeigt.
erasure-keeping-not-yet = Noch nicht nachgesehen
erasure-keeping-nothing = Es wurde nichts geändert.
erasure-no-months = Schreiben Sie eine Zahl von Monaten zwischen 1 und 240.
