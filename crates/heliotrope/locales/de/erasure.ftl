# Eine Person löschen.

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
